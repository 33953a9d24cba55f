# ---
# misconception: "The second layer normalisation is called, but its result is not used."
# loses: {q3: 0.75}
# feedback: "You call your second normalisation and return what it was called with; a layer returns its result and changes nothing in place."
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
        allowed = None if mask is None else mask[:, None, :]
        y = self.norm_1(x + self.attention(x, x, attention_mask=allowed))
        out = y + self.narrow(self.widen(y))
        self.norm_2(out)
        return out
