# ---
# attack: Answers a question in a last cell only, so that another one that borrows from it is tested first, with a namesake.
# class: names of other questions
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q4"
class Layer:
    """Layer(inputs, outputs): calling it with (rows, inputs) gives (rows, outputs)."""

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

Layer = Decoy


def decode(layer, x):
    return np.arange(len(x)) % 5

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
