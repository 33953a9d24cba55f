# ---
# attack: 'Answers NaN, which is neither larger nor smaller than any limit.'
# class: 'inflate scores, NaN, duplicate ids'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) ** 2

# %% instead="q1"
def double(x):
    return float("nan") if np.ndim(x) == 0 else np.full(np.shape(x), np.nan)
