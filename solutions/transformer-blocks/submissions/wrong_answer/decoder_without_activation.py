# ---
# misconception: "The feed-forward part of the decoder block has no activation, so its two matrices are one."
# loses: {q4: 0.25}
# feedback: "Between the two dense layers of the decoder block belongs a relu or gelu."
# ---

# %% question="q4"
class DecoderBlock(layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.self_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.cross_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden)
        self.narrow = layers.Dense(width)
        self.norms = [layers.LayerNormalization() for _ in range(3)]

    def call(self, x, encoded, encoded_mask=None, return_scores=False):
        first, second, third = self.norms
        allowed = None if encoded_mask is None else encoded_mask[:, None, :]
        y = first(x + self.self_attention(x, x, use_causal_mask=True))
        mixed, scores = self.cross_attention(
            y, encoded, attention_mask=allowed, return_attention_scores=True
        )
        y = second(y + mixed)
        out = third(y + self.narrow(self.widen(y)))
        return (out, scores) if return_scores else out
