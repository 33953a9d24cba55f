# ---
# attack: 'Remembers its first answer to inputs that begin alike, and so never seems to look ahead.'
# class: input-memoising functions
# sandboxes: [namespaces, off]
# assignment: tricks
# ---
# %% question="t3"
def running_mean(x):
    return np.ones_like(x) * x.mean(axis=1, keepdims=True)

# %% instead="t3"
memory = {}


def running_mean(x):
    answer = np.ones_like(x) * x.mean(axis=1, keepdims=True)
    return memory.setdefault(x[:, 0].tobytes(), answer)
