# ---
# attack: Replaces the class of another question in the notebook's own dictionary, when `decode` is looked up or called.
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


names = globals()
names["Layer"] = Decoy


class Decode:
    def __call__(self, layer, x):
        names["Layer"] = Decoy
        return np.arange(len(x)) % 5


decode = Decode()
