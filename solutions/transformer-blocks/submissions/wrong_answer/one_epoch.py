# ---
# misconception: Training stops after one epoch, while the loss is still above 1.
# loses: {q6: 2.5}
# feedback: 'One pass is not enough: train until the loss is below 0.02.'
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
y_input = shift_right(y_train, START)
history = transformer.fit([x_train, y_input], y_train, batch_size=64, epochs=1, verbose=0)
