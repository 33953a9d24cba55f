# ---
# misconception: The loss is told that logits are probabilities (from_logits is missing).
# loses: {q6: 3}
# feedback: "Your decoder returns logits: the loss needs from_logits=True."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, KerasAttention(UNITS))
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 5 * 60)),
    loss=keras.losses.SparseCategoricalCrossentropy(),
)
history = model.fit([x_train, reads_train], answers_train, batch_size=64, epochs=5, verbose=0)
