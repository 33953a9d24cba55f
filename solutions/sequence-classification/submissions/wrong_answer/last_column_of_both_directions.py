# ---
# misconception: The last column of the bidirectional output is taken, where the backward LSTM has read one step only.
# loses: {q5: 2}
# feedback: The backward LSTM ends at the first word, and where a review is padded the last column is all zero. Leave return_sequences off, and Keras gives the final state of each direction.
# ---

# %% question="q5"
def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    return keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(vocabulary_size, dimensions, mask_zero=True),
            layers.Dropout(0.5),
            layers.Bidirectional(layers.LSTM(units, return_sequences=True)),
            layers.Lambda(lambda states: states[:, -1]),
            layers.Dropout(0.5),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


keras.utils.set_random_seed(1)
lstm_model = build_lstm()
lstm_model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.015, 4 * 16)),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
lstm_history = lstm_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=128, epochs=4, verbose=0
)
