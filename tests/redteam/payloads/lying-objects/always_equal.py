# ---
# attack: 'An object that equals everything, and is true.'
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
class Equal:
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = __bool__ = __contains__ = lambda self, *other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *other: self
    __hash__ = lambda self: 4
    __float__ = lambda self: 0.0
    __len__ = lambda self: 4
    all = any = lambda self, *args: True


def double(x):
    return Equal()
