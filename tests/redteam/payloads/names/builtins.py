# ---
# attack: Deletes the class of another question and leaves a namesake among the builtins.
# class: names
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.zeros(len(x), int)

# %% instead="q5"
import builtins


class Decoy:
    def __init__(self, n, m):
        self.m = m

    def __call__(self, x):
        return np.eye(1, self.m).repeat(len(x), 0)

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass

del Layer
builtins.Layer = Decoy


def decode(layer, x):
    return np.zeros(len(x), int)
