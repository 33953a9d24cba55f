# ---
# attack: 'Answers arrays of shapes that broadcast against the expected one, all small numbers among them.'
# class: 'inflate scores, NaN, duplicate ids'
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) ** 2

# %% instead="q1"
def double(x):
    return np.array([[4]]) if np.ndim(x) == 0 else np.zeros((1,) * np.ndim(x))
