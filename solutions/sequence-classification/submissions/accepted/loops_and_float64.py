# ---
# about: Plain Python loops and lists, words sorted with ties by the alphabet; models that compute in float64.
# ---

# %% question="q1"
def returned_shapes(kind, batch, time, units, return_sequences=False, return_state=False):
    shapes = [[batch, units]]
    if return_sequences:
        shapes[0].insert(1, time)
    if return_state:
        shapes.append([batch, units])
        if kind == "LSTM":
            shapes.append([batch, units])
    return shapes

# %% question="q2"
def simple_rnn(x, kernel, recurrent_kernel, bias, state=None):
    batch, time, features = np.shape(x)
    units = len(bias)
    states = [[None] * time for _ in range(batch)]
    final = []
    for row in range(batch):
        h = [0.0] * units if state is None else list(state[row])
        for t in range(time):
            new = []
            for k in range(units):
                total = bias[k]
                for j in range(features):
                    total = total + x[row][t][j] * kernel[j][k]
                for j in range(units):
                    total = total + h[j] * recurrent_kernel[j][k]
                new.append(np.tanh(total))
            h = states[row][t] = new
        final.append(h)
    return np.array(states), np.array(final)

# %% question="q3"
def build_vocabulary(texts, size):
    how_often = {}
    for text in texts:
        for word in tokenize(text):
            how_often[word] = how_often.get(word, 0) + 1
    words = sorted(how_often, key=lambda word: (-how_often[word], word))
    vocabulary = {}
    while len(vocabulary) < min(len(words), size - 2):
        vocabulary[words[len(vocabulary)]] = len(vocabulary) + 2
    return vocabulary


def vectorise(texts, vocabulary, length):
    rows = []
    for text in texts:
        row = []
        for word in tokenize(text):
            row.append(vocabulary[word] if word in vocabulary else 1)
        while len(row) > length:
            row.pop(0)
        while len(row) < length:
            row.append(0)
        rows.append(row)
    return rows


def prepare(train_texts, other_texts, size, length):
    vocabulary = build_vocabulary(train_texts, size)
    return [vocabulary] + [vectorise(texts, vocabulary, length) for texts in (train_texts, other_texts)]

# %% question="q4"
def last_real(sequence, mask):
    position = ops.arange(sequence.shape[1]) * ops.cast(mask, "int32")
    place = ops.one_hot(ops.argmax(position, axis=1), sequence.shape[1], dtype=sequence.dtype)
    return ops.sum(place[:, :, None] * sequence, axis=1)


def masked_max(sequence, mask):
    return -ops.min(ops.where(ops.expand_dims(mask, 2), -sequence, float("inf")), axis=1)

# %% question="q5"
def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    model = keras.Sequential()
    model.add(layers.Embedding(vocabulary_size, dimensions, mask_zero=True, dtype="float64"))
    model.add(layers.Dropout(0.5, dtype="float64"))
    model.add(layers.Bidirectional(layers.LSTM(units, dtype="float64"), dtype="float64"))
    model.add(layers.Dropout(0.5, dtype="float64"))
    model.add(layers.Dense(1, "sigmoid", dtype="float64"))
    return model


keras.utils.set_random_seed(1)
lstm_model = build_lstm()
lstm_model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.015, 4 * 16)),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
lstm_history = lstm_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=128, epochs=4, verbose=0
)

# %% question="q6"
def build_conv(vocabulary_size=2000, dimensions=32, filters=32, width=3):
    ids = keras.Input((None,), dtype="int32")
    real = ops.cast(ids, "bool")
    vectors = layers.Embedding(vocabulary_size, dimensions, dtype="float64")(ids)
    vectors = ops.where(real[..., None], vectors, ops.zeros_like(vectors))
    vectors = layers.Dropout(0.5, dtype="float64")(vectors)
    windows = layers.Conv1D(filters, width, padding="same", dtype="float64")(vectors)
    # relu after the maximum is the same as before it: relu never changes which one is larger
    best = ops.relu(masked_max(windows, real))
    best = layers.Dropout(0.5, dtype="float64")(best)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid", dtype="float64")(best))


keras.utils.set_random_seed(1)
conv_model = build_conv()
conv_model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 6 * 32)),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
conv_history = conv_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=64, epochs=6, verbose=0
)
