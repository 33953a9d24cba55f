# ---
# misconception: "fit is called with an argument that it does not have, so the model is never trained."
# loses: {q5: 1.5}
# feedback: "`fit` raised, so the model was not trained: the size of the batches is its argument batch_size."
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
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.015, 4 * 16)),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
lstm_history = lstm_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batchsize=64, epochs=4, verbose=0
)
