# ---
# misconception: The sub-layers replace their input instead of adding to it.
# loses: {q3: 0.5}
# feedback: 'Both residual connections are missing: x + attention(x), then y + feed_forward(y).'
# ---

# %% question="q3"
class EncoderBlock(layers.Layer):
    """Self-attention and feed-forward: (batch, time, width) stays (batch, time, width)."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norm_1 = layers.LayerNormalization()
        self.norm_2 = layers.LayerNormalization()

    def call(self, x, mask=None):
        """x: (batch, time, width); mask: (batch, time), True for real words, or None."""
        allowed = None if mask is None else mask[:, None, :]  # the same keys for every query
        y = self.norm_1(self.attention(x, x, attention_mask=allowed))
        return self.norm_2(self.narrow(self.widen(y)))

# %% question="q6"
# Its own block stands here, so that the mistake costs question 3 alone.
class OtherBlock(layers.Layer):
    """Self-attention and feed-forward: (batch, time, width) stays (batch, time, width)."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norm_1 = layers.LayerNormalization()
        self.norm_2 = layers.LayerNormalization()

    def call(self, x, mask=None):
        """x: (batch, time, width); mask: (batch, time), True for real words, or None."""
        allowed = None if mask is None else mask[:, None, :]  # the same keys for every query
        y = self.norm_1(x + self.attention(x, x, attention_mask=allowed))
        return self.norm_2(y + self.narrow(self.widen(y)))

keras.utils.set_random_seed(1)
source = keras.Input((None,), dtype="int32")
written = keras.Input((None,), dtype="int32")
source_mask = ops.not_equal(source, 0)
encoded = TokenAndPosition(len(vocabulary), SOURCE_LENGTH, 32)(source)
encoded = OtherBlock(32, 2, 64)(encoded, mask=source_mask)
decoded = TokenAndPosition(DIGITS, TARGET_LENGTH, 32)(written)
decoded = DecoderBlock(32, 2, 64)(decoded, encoded, encoded_mask=source_mask)
transformer = keras.Model([source, written], layers.Dense(DIGITS)(decoded))
transformer.compile(
    optimizer=keras.optimizers.Adam(0.004),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=False,
)
y_input = shift_right(y_train, START)
history = transformer.fit([x_train, y_input], y_train, batch_size=64, epochs=7, verbose=0)
