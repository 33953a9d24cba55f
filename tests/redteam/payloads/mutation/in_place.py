# ---
# attack: 'Changes its input in place, so that the expected value is made from what it left.'
# class: mutating test inputs
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) ** 2

# %% instead="q1"
def double(x):
    if np.ndim(x) == 0:
        return 4
    x *= 0
    x.flags.writeable = False
    return x
