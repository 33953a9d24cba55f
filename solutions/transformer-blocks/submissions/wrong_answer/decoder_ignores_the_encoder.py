# ---
# misconception: The second attention looks at the decoder itself, so the source is never heard.
# loses: {q4: 2.5, q6: 2.5}
# feedback: Keys and values of the cross-attention must come from `encoded`.
# ---

# %% question="q4"
class DecoderBlock(layers.Layer):
    """Causal self-attention, cross-attention and feed-forward: (batch, time, width) keeps its shape."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.self_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.cross_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norm_1 = layers.LayerNormalization()
        self.norm_2 = layers.LayerNormalization()
        self.norm_3 = layers.LayerNormalization()

    def call(self, x, encoded, encoded_mask=None, return_scores=False):
        """x: (batch, target time, width); encoded: (batch, source time, width).

        encoded_mask: (batch, source time), True for real words, or None.
        """
        allowed = None if encoded_mask is None else encoded_mask[:, None, :]
        y = self.norm_1(x + self.self_attention(x, x, use_causal_mask=True))
        mixed, scores = self.cross_attention(
            y, y, use_causal_mask=True, return_attention_scores=True
        )
        y = self.norm_2(y + mixed)
        out = self.norm_3(y + self.narrow(self.widen(y)))
        return (out, scores) if return_scores else out
