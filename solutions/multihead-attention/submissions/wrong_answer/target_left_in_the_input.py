# ---
# misconception: "The target is right, but it is not taken out of the input."
# loses: {q3: 1}
# feedback: "The input must end before its target: drop the last column of the input."
# ---

# %% question="q3"
def split_last(ids):
    ids = np.asarray(ids)
    return ids, ids[:, -1]


def inputs_and_targets(ids):
    ids = np.asarray(ids)
    return ids[:, :-1], ids[:, 1:]
