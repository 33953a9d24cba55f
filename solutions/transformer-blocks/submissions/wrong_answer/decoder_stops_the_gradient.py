# ---
# misconception: "The hidden layer of the decoder's feed-forward part is taken for a constant, so no gradient passes it."
# loses: {q4: 0.25}
# feedback: "No gradient passes the hidden layer of your feed-forward part: leave its output as the tensor that it is."
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
        allowed = None if encoded_mask is None else encoded_mask[:, None, :]
        y = first(x + self.self_attention(x, x, use_causal_mask=True))
        mixed, scores = self.cross_attention(
            y, encoded, attention_mask=allowed, return_attention_scores=True
        )
        y = second(y + mixed)
        out = third(y + self.narrow(ops.stop_gradient(self.widen(y))))
        return (out, scores) if return_scores else out
