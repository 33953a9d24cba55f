# ---
# misconception: "At each position the target is the token itself instead of the next one."
# loses: {q3: 1}
# feedback: "Your targets equal the inputs, so the model learns to copy: move the targets by one place."
# ---

# %% question="q3"
def split_last(ids):
    ids = np.asarray(ids)
    return ids[:, :-1], ids[:, -1]


def inputs_and_targets(ids):
    ids = np.asarray(ids)
    return ids[:, :-1], ids[:, :-1]
