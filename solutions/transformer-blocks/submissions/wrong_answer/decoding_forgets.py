# ---
# misconception: Only the last written word is shown to the model, not all that is written so far.
# loses: {q5: 1.5}
# feedback: Give the model everything written so far at each step; yours sees only the last word.
# ---

# %% question="q5"
def shift_right(targets, start):
    """The decoder input for these targets: `start`, then all but the last."""
    first = np.full_like(targets[:, :1], start)
    return np.concatenate([first, targets[:, :-1]], axis=1)


def greedy_decode(model, source, length, start):
    """The words that `model` writes for `source`, always taking the most likely one: (batch, length)."""
    written = np.full((len(source), 1), start, dtype="int32")
    for _ in range(length):
        following = np.asarray(model([source, written[:, -1:]]))[:, -1].argmax(axis=-1)
        written = np.concatenate([written, following[:, None].astype("int32")], axis=1)
    return written[:, 1:]
