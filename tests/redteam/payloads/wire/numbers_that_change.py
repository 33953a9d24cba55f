# ---
# attack: A tensor whose numbers are others each time the grader fetches them.
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
from autograder.candidate import objects

objects.EAGER_BYTES = -1
objects._VERBS["array"] = lambda *args: np.random.default_rng().normal(size=(3, 4))

# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
class Tensor:
    pass


def double(x):
    return Tensor()
