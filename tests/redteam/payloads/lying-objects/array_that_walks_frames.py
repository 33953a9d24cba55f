# ---
# attack: __array__ looks for the expected array in the frames that ask for it.
# class: 'objects that lie about equality, shape, type or numbers'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import sys


class Thief:
    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe(1)
        while frame is not None:
            for name in ("wanted", "expected", "desired", "actual", "x", "y"):
                value = frame.f_locals.get(name)
                if isinstance(value, np.ndarray):
                    return 2 * value
            frame = frame.f_back
        return np.zeros(0)


def double(x):
    return Thief()
