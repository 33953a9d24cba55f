# ---
# attack: Deletes the class of another question and leaves a namesake among the builtins.
# class: names of other questions
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q5"
import builtins


class Decoy:
    def __init__(self, n, m):
        self.m = m

    def __call__(self, x):
        return np.eye(self.m)[np.arange(len(x)) % self.m]

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass

del Layer
builtins.Layer = Decoy


def decode(layer, x):
    return np.arange(len(x)) % 5
