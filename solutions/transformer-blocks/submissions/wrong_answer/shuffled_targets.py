# ---
# misconception: Sources and answers are shuffled separately, so they no longer belong together.
# loses: {q6: 2.5}
# feedback: You shuffled x and y with different orders; every date must keep its own answer.
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
order = np.random.default_rng(0).permutation(len(y_train))
history = transformer.fit(
    [x_train, shift_right(y_train[order], START)], y_train[order], batch_size=64, epochs=7, verbose=0
)
