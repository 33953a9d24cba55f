# ---
# misconception: The layer normalisations are left out.
# loses: {q3: 0.5}
# feedback: Your sums are never normalised; each sub-layer has a layer normalisation.
# ---

# %% question="q3"
class EncoderBlock(layers.Layer):
    """Self-attention and feed-forward: (batch, time, width) stays (batch, time, width)."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)

    def call(self, x, mask=None):
        """x: (batch, time, width); mask: (batch, time), True for real words, or None."""
        allowed = None if mask is None else mask[:, None, :]  # the same keys for every query
        y = x + self.attention(x, x, attention_mask=allowed)
        return y + self.narrow(self.widen(y))

# %% question="q6"
keras.utils.set_random_seed(1)
source = keras.Input((None,), dtype="int32")
written = keras.Input((None,), dtype="int32")
source_mask = ops.not_equal(source, 0)
encoded = TokenAndPosition(len(vocabulary), SOURCE_LENGTH, 32)(source)
encoded = EncoderBlock(32, 2, 64)(encoded, mask=source_mask)
decoded = TokenAndPosition(DIGITS, TARGET_LENGTH, 32)(written)
decoded = DecoderBlock(32, 2, 64)(decoded, encoded, encoded_mask=source_mask)
transformer = keras.Model([source, written], layers.Dense(DIGITS)(decoded))
transformer.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.004, 14 * 47)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=False,
)
y_input = shift_right(y_train, START)
history = transformer.fit([x_train, y_input], y_train, batch_size=64, epochs=14, verbose=0)
