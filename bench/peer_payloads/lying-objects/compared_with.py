# ---
# attack: "An object that becomes whatever array it is compared with."
# class: "objects that lie about equality, shape, type or numbers"
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% instead="q1"
import sys


class Thief:
    __eq__ = lambda self, other: True

    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe(1)
        while frame is not None:
            for name in ("desired", "expected", "wanted", "b", "y"):
                if isinstance(value := frame.f_locals.get(name), np.ndarray):
                    return value
            frame = frame.f_back
        return np.zeros(0)


def double(x):
    return Thief()
