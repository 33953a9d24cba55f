# ---
# misconception: The RNN under the attention uses relu instead of tanh.
# loses: {q6: 1}
# feedback: The states under the attention are tanh states; yours use relu.
# ---

# %% question="q6"
def build_attention(window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="relu", return_sequences=True),
            Attention(),
            layers.Dense(1, activation="tanh"),
        ]
    )


keras.utils.set_random_seed(1)

attention_model = build_attention()
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=30, verbose=0)
