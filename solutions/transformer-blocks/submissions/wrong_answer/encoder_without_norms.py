# ---
# misconception: The layer normalisations are left out.
# loses: {q3: 1}
# feedback: Your sums are never normalised; each sub-layer has a layer normalisation.
# ---

# %% question="q3"
class EncoderBlock(layers.Layer):
    """Self-attention and feed-forward: (batch, time, width) stays (batch, time, width)."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)

    def call(self, x, mask=None):
        """x: (batch, time, width); mask: (batch, time), True for real words, or None."""
        allowed = None if mask is None else mask[:, None, :]  # the same keys for every query
        y = x + self.attention(x, x, attention_mask=allowed)
        return y + self.narrow(self.widen(y))
