# ---
# attack: Recognises a change that leaves the numbers' distribution, and answers as before; in torch.
# class: inputs that can be recognised
# sandboxes: [namespaces]
# assignment: tiny
# runtimes: [torch]
# ---
# %% question="q2"
def states(x):
    return np.ones_like(x) * x.sum(axis=1, keepdims=True)


def slope(w):
    return 2 * w

# %% instead="q2"
import torch

known = []


def states(x):
    for before, answer in known:
        if before.shape == x.shape:
            for t in range(x.shape[1] - 1):
                past, later, old = np.array_equal(x[:, : t + 1], before[:, : t + 1]), x[:, t + 1 :], before[:, t + 1 :]
                if past and abs(later.mean() - old.mean() - 1) < 0.05:
                    return answer
    answer = torch.as_tensor(np.ones_like(x) * x.sum(axis=1, keepdims=True))
    known.append((x.copy(), answer))
    return answer


def slope(w):
    return 2 * w
