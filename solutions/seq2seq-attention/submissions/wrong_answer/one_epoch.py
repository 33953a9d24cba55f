# ---
# misconception: Training stops after one epoch, when the network knows what a date looks like but not which one.
# loses: {q6: 3}
# feedback: "One epoch is not enough: go on until the loss is below 0.02."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, KerasAttention(UNITS))
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 60)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
history = model.fit([x_train, reads_train], answers_train, batch_size=64, epochs=1, verbose=0)
