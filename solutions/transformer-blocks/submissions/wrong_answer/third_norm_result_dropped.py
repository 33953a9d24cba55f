# ---
# misconception: "The third layer normalisation is called, but its result is not used."
# loses: {q4: 0.5}
# feedback: "You call your third normalisation and return what it was called with; a layer returns its result and changes nothing in place."
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
        out = y + self.narrow(self.widen(y))
        third(out)
        return (out, scores) if return_scores else out
