# ---
# misconception: The RNN under the attention uses relu instead of tanh.
# loses: {q6: 0.5}
# feedback: The states under the attention are tanh states; yours use relu.
# ---

# %% question="q6"
def build_attention(attention, window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="relu", return_sequences=True),
            attention,
            layers.Dense(1, activation="tanh"),
        ]
    )
