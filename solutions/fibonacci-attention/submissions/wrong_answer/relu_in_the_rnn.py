# ---
# misconception: The recurrent layer uses relu, where its equation says tanh.
# loses: {q3: 0.5}
# feedback: The state is a tanh of its sum; yours uses relu, which also cuts off every negative value.
# ---

# %% question="q3"
def build_rnn(window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="relu"),
            layers.Dense(1, activation="tanh"),
        ]
    )
