# ---
# attack: Answers with values that harm the reference when a test hands them on.
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100

# %% instead="q2"
from autograder.candidate import objects


class EagerTensor:
    def __array__(self, dtype=None, copy=None):
        return np.array(["text"] * 3)


class Parameter(EagerTensor):
    pass


turn = iter([EagerTensor, Parameter] * 1000)


def shifted(x):
    return next(turn)()
