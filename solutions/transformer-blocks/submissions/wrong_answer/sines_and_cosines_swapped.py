# ---
# misconception: Even columns are cosines and odd ones sines.
# loses: {q1: 2}
# feedback: 'Sines and cosines have changed places: column 2i is the sine, column 2i + 1 the cosine.'
# ---

# %% question="q1"
def positional_encoding(length, width):
    """The vectors of section 3.5 for the places 0 to length - 1: an array of shape (length, width)."""
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(length, width)
