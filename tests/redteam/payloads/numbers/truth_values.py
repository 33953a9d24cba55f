# ---
# attack: Answers in truth values and the largest integers, which compare and subtract in other ways than numbers.
# class: types of numbers
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q4"
class Layer:
    def __init__(self, n, m):
        self.w = np.zeros((n, m))

    def __call__(self, x):
        return np.zeros((len(x), self.w.shape[1]))

    def get_weights(self):
        return [self.w]

    def set_weights(self, weights):
        pass

# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q4"
class Layer:
    def __init__(self, n, m):
        self.w = np.zeros((n, m))

    def __call__(self, x):
        return np.full((len(x), self.w.shape[1]), np.iinfo(np.int64).min)

    def get_weights(self):
        return [self.w]

    def set_weights(self, weights):
        pass

# %% instead="q5"
def decode(layer, x):
    return np.zeros(len(x), bool)
