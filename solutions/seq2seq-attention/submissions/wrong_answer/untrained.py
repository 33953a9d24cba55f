# ---
# misconception: Encoder and decoder are made and connected but never trained.
# loses: {q6: 3}
# feedback: "Your network has learned nothing, and `history` holds no training: call fit."
# ---

# %% question="q6"
keras.utils.set_random_seed(1)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, KerasAttention(UNITS))
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 5 * 60)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
model.evaluate([x_train[:64], reads_train[:64]], answers_train[:64], verbose=0)
history = ...
