# ---
# misconception: The RNN before the attention returns only its last state, so there is no sequence to look back at.
# loses: {q6: 4}
# feedback: "Attention needs all states: give the SimpleRNN return_sequences=True."
# ---

# %% question="q6"
def build_attention(window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="tanh"),
            Attention(),
            layers.Dense(1, activation="tanh"),
        ]
    )


keras.utils.set_random_seed(1)

attention_model = build_attention()
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=30, verbose=0)
