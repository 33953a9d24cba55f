# ---
# attack: A subclass of ndarray that overrides ufuncs and comparisons.
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
class Array(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.True_

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __eq__(self, other):
        return True

    shape = property(lambda self: (3, 4))


def double(x):
    return (np.asarray(x) - 100).view(Array)
