# ---
# misconception: All sines come first and all cosines after them.
# loses: {q1: 2}
# feedback: Your sines fill the first half of the columns; in section 3.5 sines and cosines take turns.
# ---

# %% question="q1"
def positional_encoding(length, width):
    """The vectors of section 3.5 for the places 0 to length - 1: an array of shape (length, width)."""
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
