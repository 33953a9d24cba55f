# ---
# misconception: "The decoder block has no way without a mask of the source: it raises where `encoded_mask` is None."
# loses: {q4: 0.5}
# feedback: "`block(x, encoded)` without a mask raises: when `encoded_mask` is None, every word of the source is real."
# ---

# %% question="q4"
class DecoderBlock(layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.self_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.cross_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norms = [layers.LayerNormalization() for _ in range(3)]

    def call(self, x, encoded, encoded_mask=None, return_scores=False):
        first, second, third = self.norms
        y = first(x + self.self_attention(x, x, use_causal_mask=True))
        mixed, scores = self.cross_attention(
            y, encoded, attention_mask=encoded_mask[:, None, :], return_attention_scores=True
        )
        y = second(y + mixed)
        out = third(y + self.narrow(self.widen(y)))
        return (out, scores) if return_scores else out
