# ---
# misconception: The clocks slow down by 100 from pair to pair, as in the example of width 4, whatever the width.
# loses: {q1: 1}
# feedback: Your rates fit width 4 only; the exponent is 2i / width.
# ---

# %% question="q1"
def positional_encoding(length, width):
    """The vectors of section 3.5 for the places 0 to length - 1: an array of shape (length, width)."""
    angles = np.arange(length)[:, None] / 100.0 ** np.arange(width // 2)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, width)
