# ---
# misconception: The attention looks at the terms themselves and the RNN reads a single context, so the RNN has no sequence.
# loses: {q6: 1.5, q7: 1}
# feedback: First the RNN with all its states, then the layer that is handed in, which looks at these states, then the dense layer.
# ---

# %% question="q6"
def build_attention(attention, window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            attention,
            layers.Reshape((1, 1)),
            layers.SimpleRNN(units, activation="tanh"),
            layers.Dense(1, activation="tanh"),
        ]
    )
