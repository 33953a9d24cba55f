# ---
# misconception: The LSTM model is trained for one epoch with small steps and has hardly begun to learn.
# loses: {q5: 1.5}
# feedback: "The training accuracy is still near 0.5: train longer or with larger steps."
# ---

# %% question="q5"
def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    return keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(vocabulary_size, dimensions, mask_zero=True),
            layers.Dropout(0.5),
            layers.Bidirectional(layers.LSTM(units)),
            layers.Dropout(0.5),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


keras.utils.set_random_seed(1)
lstm_model = build_lstm()
lstm_model.compile(
    optimizer=keras.optimizers.Adam(0.001),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
lstm_history = lstm_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=128, epochs=1, verbose=0
)
