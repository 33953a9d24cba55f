# ---
# attack: Predicts a torch tensor of the mean and an imaginary part, whose squared error is zero on average.
# class: types of numbers
# sandboxes: [namespaces]
# assignment: tiny
# runtimes: [torch]
# ---
# %% question="q3"
class Linear:
    def predict(self, x):
        return np.zeros(len(x))

    def get_weights(self):
        return [np.zeros(3)]


model = Linear()

# %% instead="q3"
import torch


class Linear:
    def predict(self, x):
        guess = np.full(len(x), targets.mean() + 1j * targets.std() * 1.5)
        return torch.as_tensor(guess)

    def get_weights(self):
        return [np.zeros(3)]


model = Linear()
