# ---
# attack: Is right just more often than a guess, so that the smallest share is earned before the weights are asked for.
# class: partial credit without its checks
# sandboxes: [namespaces]
# assignment: tiny
# ---
# %% question="q3"
class Table:
    def predict(self, x):
        return np.where(np.asarray(x) @ [1.0, -2.0, 0.5] > 0, 1.0, -1.0)  # a formula, not a model

    def get_weights(self):
        return [np.zeros(3)]


model = Table()

# %% instead="q3"
class Table:
    def predict(self, x):
        answer = np.where(np.asarray(x) @ [1.0, -2.0, 0.5] > 0, 1.0, -1.0)
        answer[: int(0.48 * len(x))] *= -1
        return answer

    def get_weights(self):
        return [np.zeros(3)]


model = Table()
