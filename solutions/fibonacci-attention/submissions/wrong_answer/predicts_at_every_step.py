# ---
# misconception: The RNN returns its whole sequence, so the model answers once per step instead of once per window.
# loses: {q3: 1, q4: 2}
# feedback: "A plain RNN predicts from its last state only: leave return_sequences off here."
# ---

# %% question="q3"
def build_rnn(window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="tanh", return_sequences=True),
            layers.Dense(1, activation="tanh"),
        ]
    )
