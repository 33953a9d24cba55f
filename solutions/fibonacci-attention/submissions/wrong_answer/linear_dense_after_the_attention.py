# ---
# misconception: The dense layer after the attention has no activation, where it should be tanh.
# loses: {q6: 0.5}
# feedback: The prediction is the tanh of the dense layer that comes after the attention; yours leaves the tanh out.
# ---

# %% question="q6"
def build_attention(attention, window=20, units=2):
    terms = keras.Input((window, 1))
    states = layers.SimpleRNN(units, activation="tanh", return_sequences=True)(terms)
    return keras.Model(terms, layers.Dense(1)(attention(states)))
