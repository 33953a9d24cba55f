# ---
# attack: Gives float16 numbers whose sums and differences are infinite or lost.
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
        return np.full(len(x), np.finfo(np.float16).max, dtype=np.float16)

    def get_weights(self):
        return [np.zeros(3)]


model = Linear()
