# ---
# misconception: "One layer normalisation serves all three sub-layers of the decoder block."
# loses: {q4: 0.25}
# feedback: "Your three norms share their weights; each sub-layer of the decoder block has its own."
# ---

# %% question="q4"
class DecoderBlock(layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.self_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.cross_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norms = [layers.LayerNormalization()] * 3

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
