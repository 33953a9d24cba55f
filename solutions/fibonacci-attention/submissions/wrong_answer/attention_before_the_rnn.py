# ---
# misconception: The attention looks at the terms themselves and the RNN reads a single context, so the RNN has no sequence.
# loses: {q6: 3}
# feedback: First the RNN with all its states, then the attention over these states, then the dense layer.
# ---

# %% question="q6"
def build_attention(window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            Attention(),
            layers.Reshape((1, 1)),
            layers.SimpleRNN(units, activation="tanh"),
            layers.Dense(1, activation="tanh"),
        ]
    )


keras.utils.set_random_seed(1)

attention_model = build_attention()
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=30, verbose=0)
