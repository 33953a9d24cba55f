# ---
# about: Windows with numpy object arrays and a sliding view; models built with add(); smaller steps for longer, with early stopping.
# ---

# %% question="q2"
def fibonacci(n_terms, first=1, second=1):
    terms, a, b = [], first, second
    for _ in range(n_terms):
        terms.append(a)
        a, b = b, a + b
    return terms


def fibonacci_windows(n_terms, width=20, first=1, second=1):
    terms = np.array(fibonacci(n_terms, first, second), dtype=object)
    rows = np.lib.stride_tricks.sliding_window_view(terms, width + 1)
    units = np.array([2 * 10 ** len(str(row[-2])) for row in rows], dtype=object)
    scaled = (rows / units[:, None]).astype("float32")
    return scaled[:, :-1, np.newaxis], scaled[:, -1:]

# %% question="q3"
def build_rnn(window=20, units=2):
    model = keras.models.Sequential()
    model.add(keras.layers.InputLayer(shape=(window, 1)))
    model.add(keras.layers.SimpleRNN(units, activation="tanh"))
    model.add(keras.layers.Dense(units=1))
    model.add(keras.layers.Activation("tanh"))
    return model

# %% question="q4"
rnn = build_rnn()
rnn.compile("adam", "mean_squared_error")
rnn.optimizer.learning_rate = 0.01
stop = keras.callbacks.EarlyStopping("loss", patience=10, restore_best_weights=True)
rnn_history = rnn.fit(x_train, y_train, epochs=60, batch_size=32, callbacks=[stop], verbose=0)
