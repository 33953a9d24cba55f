# ---
# attack: Redefines a class in the cell of another question, and puts the right one back in a cell after it.
# class: names of other questions
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q5"
class Decoy:
    def __init__(self, n, m):
        self.m = m

    def __call__(self, x):
        return np.eye(self.m)[np.arange(len(x)) % self.m]

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass

own, Layer = Layer, Decoy


def decode(layer, x):
    return np.arange(len(x)) % 5

# %% after="q5"
Layer = own
