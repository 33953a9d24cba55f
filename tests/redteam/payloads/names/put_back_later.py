# ---
# attack: Redefines a class in the cell of another question, and puts the right one back in a cell after it.
# class: names
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.zeros(len(x), int)

# %% instead="q5"
class Decoy:
    def __init__(self, n, m):
        self.m = m

    def __call__(self, x):
        return np.eye(1, self.m).repeat(len(x), 0)

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass

own, Layer = Layer, Decoy


def decode(layer, x):
    return np.zeros(len(x), int)

# %% after="q5"
Layer = own
