# ---
# misconception: The feed-forward part has no activation, so its two matrices are one.
# loses: {q3: 0.5}
# feedback: Between the two dense layers belongs a relu or gelu.
# ---

# %% question="q3"
class EncoderBlock(layers.Layer):
    """Self-attention and feed-forward: (batch, time, width) stays (batch, time, width)."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden)
        self.narrow = layers.Dense(width)
        self.norm_1 = layers.LayerNormalization()
        self.norm_2 = layers.LayerNormalization()

    def call(self, x, mask=None):
        """x: (batch, time, width); mask: (batch, time), True for real words, or None."""
        allowed = None if mask is None else mask[:, None, :]  # the same keys for every query
        y = self.norm_1(x + self.attention(x, x, attention_mask=allowed))
        return self.norm_2(y + self.narrow(self.widen(y)))
