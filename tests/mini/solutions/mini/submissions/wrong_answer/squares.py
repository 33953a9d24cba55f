# ---
# misconception: Doubling is taken for squaring, which agree at two.
# loses: {q1: 1.5}
# feedback: Your function squares.
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) ** 2
