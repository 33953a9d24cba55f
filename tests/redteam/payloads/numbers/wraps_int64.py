# ---
# attack: Predicts whole numbers so large that the square of a difference wraps around.
# class: types of numbers
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q3"
class Linear:
    def predict(self, x):
        return np.zeros(len(x))

    def get_weights(self):
        return [np.zeros(3)]


model = Linear()

# %% instead="q3"
class Linear:
    def predict(self, x):
        return np.full(len(x), 2**63 - 1, dtype=np.int64)

    def get_weights(self):
        return [np.zeros(3)]


model = Linear()
