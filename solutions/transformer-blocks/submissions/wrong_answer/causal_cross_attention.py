# ---
# misconception: The cross-attention is causal too, so early digits see only the start of the source.
# loses: {q4: 0.75}
# feedback: 'The source is complete when writing begins: no causal mask in the cross-attention.'
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
            y, encoded, attention_mask=allowed, use_causal_mask=True, return_attention_scores=True
        )
        y = self.norm_2(y + mixed)
        out = self.norm_3(y + self.narrow(self.widen(y)))
        return (out, scores) if return_scores else out

# %% question="q6"
# Its own block stands here, so that the mistake costs question 4 alone.
class OtherBlock(layers.Layer):
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
            y, encoded, attention_mask=allowed, return_attention_scores=True
        )
        y = self.norm_2(y + mixed)
        out = self.norm_3(y + self.narrow(self.widen(y)))
        return (out, scores) if return_scores else out

keras.utils.set_random_seed(1)
source = keras.Input((None,), dtype="int32")
written = keras.Input((None,), dtype="int32")
source_mask = ops.not_equal(source, 0)
encoded = TokenAndPosition(len(vocabulary), SOURCE_LENGTH, 32)(source)
encoded = EncoderBlock(32, 2, 64)(encoded, mask=source_mask)
decoded = TokenAndPosition(DIGITS, TARGET_LENGTH, 32)(written)
decoded = OtherBlock(32, 2, 64)(decoded, encoded, encoded_mask=source_mask)
transformer = keras.Model([source, written], layers.Dense(DIGITS)(decoded))
transformer.compile(
    optimizer=keras.optimizers.Adam(0.004),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=False,
)
y_input = shift_right(y_train, START)
history = transformer.fit([x_train, y_input], y_train, batch_size=64, epochs=7, verbose=0)
