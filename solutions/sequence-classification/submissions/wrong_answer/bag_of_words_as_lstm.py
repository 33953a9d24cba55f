# ---
# misconception: "`lstm_model` averages the embeddings and has no LSTM; it does well all the same."
# loses: {q5: 1.5}
# feedback: "The trained model must be the one of build_lstm: this one has no LSTM."
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
lstm_model = keras.Sequential(
    [
        keras.Input((None,)),
        layers.Embedding(2000, 16, mask_zero=True),
        layers.GlobalAveragePooling1D(),
        layers.Dense(1, activation="sigmoid"),
    ]
)
lstm_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="binary_crossentropy", metrics=["accuracy"])
lstm_history = lstm_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=64, epochs=6, verbose=0
)
