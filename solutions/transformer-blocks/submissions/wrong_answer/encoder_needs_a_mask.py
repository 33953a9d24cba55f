# ---
# misconception: "The encoder block has no way without a mask: with `mask=None` nothing is returned."
# loses: {q3: 0.5}
# feedback: "`block(x)` without a mask returns nothing: when `mask` is None, every word is real, and the rest is the same."
# ---

# %% question="q3"
class EncoderBlock(layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norm_1 = layers.LayerNormalization()
        self.norm_2 = layers.LayerNormalization()

    def call(self, x, mask=None):
        if mask is not None:
            y = self.norm_1(x + self.attention(x, x, attention_mask=mask[:, None, :]))
            return self.norm_2(y + self.narrow(self.widen(y)))
