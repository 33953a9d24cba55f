# ---
# attack: Gives the torch module of another question another `forward`.
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
Layer.forward = lambda self, x: torch.eye(5)[torch.arange(len(x)) % 5]


def decode(layer, x):
    return np.arange(len(x)) % 5
