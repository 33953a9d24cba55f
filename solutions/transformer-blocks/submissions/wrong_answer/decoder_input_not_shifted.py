# ---
# misconception: The decoder input is the target itself, so the model only has to copy.
# loses: {q5: 1.5}
# feedback: shift_right must put the start sign in front; yours shows the model the answer that it should give.
# ---

# %% question="q5"
def shift_right(targets, start):
    """The decoder input for these targets: `start`, then all but the last."""
    return targets


def greedy_decode(model, source, length, start):
    """The words that `model` writes for `source`, always taking the most likely one: (batch, length)."""
    written = np.full((len(source), 1), start, dtype="int32")
    for _ in range(length):
        following = np.asarray(model([source, written]))[:, -1].argmax(axis=-1)
        written = np.concatenate([written, following[:, None].astype("int32")], axis=1)
    return written[:, 1:]
