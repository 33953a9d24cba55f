# ---
# attack: 'An iterator without an end in place of a list, with a length that is negative.'
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
class Endless:
    __len__ = lambda self: 2**40
    __getitem__ = lambda self, key: self
    shape = property(lambda self: self)


def double(x):
    return Endless()
