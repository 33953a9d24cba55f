# ---
# misconception: "The last token is cut off first, and the target is then taken from what is left, so it still stands in the input."
# loses: {q3: 2}
# feedback: "Take the target from the whole row before you cut: now it is the last token of your input, and the model only has to copy it."
# ---

# %% question="q3"
def split_last(ids):
    x = np.asarray(ids)[:, :-1]
    return x, x[:, -1]


def inputs_and_targets(ids):
    x = np.asarray(ids)[:, :-1]
    return x, np.concatenate([x[:, 1:], x[:, -1:]], axis=1)
