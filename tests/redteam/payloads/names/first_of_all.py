# ---
# attack: Stands first in the notebook with a namesake, and moves the right class behind the question that borrows it.
# class: names
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.zeros(len(x), int)

# %% before="q1"
class Decoy:
    def __init__(self, n, m):
        self.m = m

    def __call__(self, x):
        return np.eye(1, self.m).repeat(len(x), 0)

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass

Layer = Decoy

# %% instead="q4"
own_layer = None

# %% instead="q5"
def decode(layer, x):
    return np.zeros(len(x), int)

# %% after="q5"
class Layer:
    def __init__(self, n, m):
        self.w = np.zeros((n, m))

    def __call__(self, x):
        return np.asarray(x) @ self.w

    def get_weights(self):
        return [self.w]

    def set_weights(self, weights):
        self.w = np.asarray(weights[0])
