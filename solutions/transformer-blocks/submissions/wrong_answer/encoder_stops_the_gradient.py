# ---
# misconception: "The gradient does not pass the attention, as its output is taken for a constant."
# loses: {q3: 0.25}
# feedback: "No gradient reaches your attention: leave its output as the tensor that it is."
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
        y = self.norm_1(x + ops.stop_gradient(self.attention(x, x, attention_mask=allowed)))
        return self.norm_2(y + self.narrow(self.widen(y)))
