# ---
# misconception: The network always answers the same date.
# loses: {q6: 3}
# feedback: "Whatever the text, your network answers alike, and seldom right: give each text its own date in the training."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, KerasAttention(UNITS))
reads, answers = (np.tile(part[:1], (len(part), 1)) for part in (reads_train, answers_train))
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 5 * 60)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
history = model.fit([x_train, reads], answers, batch_size=64, epochs=5, verbose=0)
