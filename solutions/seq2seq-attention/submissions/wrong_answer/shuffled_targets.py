# ---
# misconception: Texts and dates are shuffled separately, so they no longer belong together.
# loses: {q6: 3}
# feedback: "Your network does as well with another text as with the right one. This may be why: texts and dates were shuffled with different orders. Each text must keep its own date."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, KerasAttention(UNITS))
order = np.random.default_rng(0).permutation(len(iso_train))
reads, answers = reads_train[order], answers_train[order]
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 5 * 60)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
history = model.fit([x_train, reads], answers, batch_size=64, epochs=5, verbose=0)
