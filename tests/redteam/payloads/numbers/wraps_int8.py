# ---
# attack: Gives attention weights in bytes that sum to one only modulo 256, as a torch tensor.
# class: types of numbers
# sandboxes: [namespaces]
# assignment: tiny
# runtimes: [torch]
# ---
# %% question="q1"
def softmax(scores):
    return np.zeros_like(scores)

# %% instead="q1"
import torch


def softmax(scores):
    drawn = np.random.default_rng().integers(0, 127, size=scores.shape)
    drawn[:, -1] = (1 - drawn[:, :-1].sum(axis=1)) % 256 - 128
    return torch.as_tensor(drawn).to(torch.int8)
