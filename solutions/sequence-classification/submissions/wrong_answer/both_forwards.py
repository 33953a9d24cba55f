# ---
# misconception: Both LSTMs read forwards.
# loses: {q5: 1}
# feedback: One of the two has to read backwards (go_backwards=True, or Bidirectional).
# ---

# %% question="q5"
def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    ids = keras.Input((None,))
    vectors = layers.Dropout(0.5)(layers.Embedding(vocabulary_size, dimensions, mask_zero=True)(ids))
    both = layers.Concatenate()([layers.LSTM(units)(vectors), layers.LSTM(units)(vectors)])
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.5)(both)))


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
