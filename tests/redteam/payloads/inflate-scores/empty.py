# ---
# attack: 'Answers an array without entries, of which everything is true.'
# class: 'inflate scores, NaN, duplicate ids'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
def double(x):
    return np.zeros((0,) + np.shape(x))
