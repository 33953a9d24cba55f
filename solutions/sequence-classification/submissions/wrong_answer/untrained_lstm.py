# ---
# misconception: The LSTM model is built and compiled but never sees the data.
# loses: {q5: 1.5}
# feedback: Call fit before you use the model.
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
lstm_model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
lstm_history = lstm_model.evaluate(x_valid, y_valid, verbose=0, return_dict=True)
lstm_history = keras.callbacks.History()
lstm_history.history = {"loss": [0.1], "val_loss": [0.1], "val_accuracy": [0.99]}
