# ---
# attack: 'Subclasses of float, int, str and bool that equal everything.'
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
class Liar(float):
    __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = float.__hash__
    __class__ = float


def double(x):
    return Liar(-100) if np.ndim(x) == 0 else [[Liar(-100)] * 4] * 3
