# ---
# attack: 'Answers with handles that it was never given: repeated, negative, huge, and those of the reference.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import itertools

from autograder.candidate import objects

ids = itertools.cycle([1, 1, 2, 0, 2**62, 7])
genuine = objects.Objects.foreign


def forged(self, value):
    handle = genuine(self, value)
    return handle._replace(id=next(ids), type_name="Tensor")


objects.Objects.foreign = forged
objects.Objects.release = lambda self, ids: None

# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100

# %% instead="q2"
class Opaque:
    def __array__(self, dtype=None, copy=None):
        return np.asarray([np.nan])


def shifted(x):
    return Opaque()
