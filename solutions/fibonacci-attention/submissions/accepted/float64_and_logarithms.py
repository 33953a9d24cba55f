# ---
# about: Windows from the logarithms of exact terms, in float64; models that compute in float64; Nadam.
# ---

# %% question="q2"
import math


def fibonacci(n_terms, first=1, second=1):
    if n_terms <= 2:
        return [first, second][:n_terms]
    shorter = [first, second]
    for n in range(2, n_terms):
        shorter.append(shorter[n - 1] + shorter[n - 2])
    return tuple(shorter)


def fibonacci_windows(n_terms, width=20, first=1, second=1):
    terms = fibonacci(n_terms, first, second)
    logs = np.array([math.log10(term) for term in terms])
    rows = np.stack([logs[i : i + width + 1] for i in range(n_terms - width)])
    digits = np.array([len(str(terms[i + width - 1])) for i in range(n_terms - width)])
    scaled = 10.0 ** (rows - digits[:, None]) / 2
    return scaled[:, :width].reshape(-1, width, 1), scaled[:, width].reshape(-1, 1)

# %% question="q3"
def build_rnn(window=20, units=2):
    return keras.Sequential(
        [
            keras.Input((window, 1), dtype="float64"),
            layers.SimpleRNN(units, dtype="float64"),
            layers.Dense(1, "tanh", dtype="float64"),
        ]
    )

# %% question="q4"
rnn = build_rnn()
rnn.compile(optimizer=keras.optimizers.Nadam(0.01), loss="mse", metrics=["mae"])
rnn_history = rnn.fit(x_train, y_train, validation_split=0.1, epochs=30, batch_size=16, verbose=0)
