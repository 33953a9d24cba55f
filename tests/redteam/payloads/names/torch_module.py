# ---
# attack: In q5 the torch module of q4 gets a namesake that gives the same whatever it is asked.
# class: names of other questions
# sandboxes: [namespaces]
# assignment: tiny
# runtimes: [torch]
# ---
# %% question="q4"
import torch


class Layer(torch.nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.w = torch.nn.Parameter(torch.zeros(n, m, dtype=torch.float64))

    def forward(self, x):
        return torch.as_tensor(np.asarray(x)) @ self.w

    def get_weights(self):
        return [self.w.detach()]

    def set_weights(self, weights):
        self.w.data = torch.as_tensor(np.asarray(weights[0]))

# %% question="q5"
def decode(layer, x):
    return np.arange(len(x)) % 5

# %% instead="q5"
class Layer(torch.nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.m = m

    def forward(self, x):
        return torch.eye(self.m)[torch.arange(len(x)) % self.m]

    def get_weights(self):
        return []

    def set_weights(self, weights):
        pass


def decode(layer, x):
    return np.arange(len(x)) % 5
