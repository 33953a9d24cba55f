# ---
# attack: 'An object with the right shape, and numbers of whatever else is asked for.'
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
class Shaped:
    ndim, dtype, size = 2, np.dtype("float64"), 12

    def __init__(self, like):
        self.shape = np.shape(like)

    def __array__(self, dtype=None, copy=None):
        return np.zeros((0, *self.shape))


def double(x):
    return Shaped(x)
