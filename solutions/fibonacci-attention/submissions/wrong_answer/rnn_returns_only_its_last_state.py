# ---
# misconception: The RNN before the attention returns only its last state, so there is no sequence to look back at.
# loses: {q6: 2, q7: 2}
# feedback: "Attention needs all states: give the SimpleRNN return_sequences=True."
# ---

# %% question="q6"
def build_attention(attention, window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="tanh"),
            attention,
            layers.Dense(1, activation="tanh"),
        ]
    )
