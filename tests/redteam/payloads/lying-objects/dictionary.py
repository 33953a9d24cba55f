# ---
# attack: 'Dicts with keys that lie, lists that hold themselves, and enums.'
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import enum


class Four(enum.IntEnum):
    FOUR = 4


class Key(str):
    __eq__ = lambda self, other: True
    __hash__ = lambda self: 0


def double(x):
    circle = [1]
    circle.append(circle)
    return {Key("a"): Four.FOUR, Key("b"): circle} if np.ndim(x) else Key("4")
