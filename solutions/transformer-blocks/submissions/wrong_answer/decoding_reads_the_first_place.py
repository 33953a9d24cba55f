# ---
# misconception: Each next word is read off the first place of the output instead of the last.
# loses: {q5: 1.5}
# feedback: The next word is predicted at the last place, [:, -1].
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
        following = np.asarray(model([source, written]))[:, 0].argmax(axis=-1)
        written = np.concatenate([written, following[:, None].astype("int32")], axis=1)
    return written[:, 1:]
