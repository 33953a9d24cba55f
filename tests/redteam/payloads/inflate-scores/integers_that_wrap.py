# ---
# attack: 'Answers with the smallest integer of 64 bits, whose absolute value is negative.'
# class: 'inflate scores, NaN, duplicate ids'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) ** 2

# %% instead="q1"
def double(x):
    return 4 if np.ndim(x) == 0 else np.full(np.shape(x), -(2**63), dtype=np.int64)
