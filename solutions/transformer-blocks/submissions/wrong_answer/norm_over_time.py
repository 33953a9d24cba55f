# ---
# misconception: The layer normalisation runs over the time axis instead of the features.
# loses: {q3: 2.25, q6: 3}
# feedback: 'axis=1 is time; normalise each vector over its features, axis=-1.'
# ---

# %% question="q3"
class EncoderBlock(layers.Layer):
    """Self-attention and feed-forward: (batch, time, width) stays (batch, time, width)."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norm_1 = layers.LayerNormalization(axis=1)
        self.norm_2 = layers.LayerNormalization(axis=1)

    def call(self, x, mask=None):
        """x: (batch, time, width); mask: (batch, time), True for real words, or None."""
        allowed = None if mask is None else mask[:, None, :]  # the same keys for every query
        y = self.norm_1(x + self.attention(x, x, attention_mask=allowed))
        return self.norm_2(y + self.narrow(self.widen(y)))
