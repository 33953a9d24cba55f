# ---
# misconception: A pooling layer averages the states, whatever layer is handed in.
# loses: {q6: 1.5, q7: 1}
# feedback: "Your model averages the states with equal weights: put the layer that is handed in between the RNN and the dense layer."
# ---

# %% question="q6"
def build_attention(attention, window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="tanh", return_sequences=True),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1, activation="tanh"),
        ]
    )
