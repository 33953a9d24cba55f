# ---
# misconception: The model is built and compiled but never sees the data.
# loses: {q6: 3}
# feedback: There is no call of `fit`.
# ---

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
    optimizer=keras.optimizers.Adam(0.004),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=False,
)
history = None
