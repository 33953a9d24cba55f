# ---
# misconception: The scores that are returned belong to the self-attention.
# loses: {q4: 1}
# feedback: 'Return the scores of the cross-attention: one column for each word of the source.'
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
        own, scores = self.self_attention(x, x, use_causal_mask=True, return_attention_scores=True)
        y = self.norm_1(x + own)
        mixed = self.cross_attention(y, encoded, attention_mask=allowed)
        y = self.norm_2(y + mixed)
        out = self.norm_3(y + self.narrow(self.widen(y)))
        return (out, scores) if return_scores else out
