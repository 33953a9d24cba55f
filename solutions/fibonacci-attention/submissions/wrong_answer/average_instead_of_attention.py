# ---
# misconception: A pooling layer averages the states; no attention is learned.
# loses: {q6: 3}
# feedback: "Your model averages the states with equal weights: put your Attention layer between the RNN and the dense layer."
# ---

# %% question="q6"
def build_attention(window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="tanh", return_sequences=True),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1, activation="tanh"),
        ]
    )


keras.utils.set_random_seed(1)

attention_model = build_attention()
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=30, verbose=0)
