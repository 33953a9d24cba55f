# ---
# attack: Recognises inputs whose later part is zero, one, or the same everywhere.
# class: inputs that can be recognised
# sandboxes: [namespaces]
# assignment: tricks
# ---
# %% question="t3"
def running_mean(x):
    return np.ones_like(x) * x.mean(axis=1, keepdims=True)

# %% instead="t3"
known = []


def running_mean(x):
    for before, answer in known:
        if before.shape == x.shape:
            for t in range(x.shape[1] - 1):
                past, later, old = np.array_equal(x[:, : t + 1], before[:, : t + 1]), x[:, t + 1 :], before[:, t + 1 :]
                if past and np.ptp(later) == 0:
                    return answer
    answer = np.ones_like(x) * x.mean(axis=1, keepdims=True)
    known.append((x.copy(), answer))
    return answer
