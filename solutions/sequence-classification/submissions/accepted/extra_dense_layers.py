# ---
# about: Dense layers between states or maxima and the sigmoid, with tanh and relu; minus a billion at padding; ids made text by text.
# ---

# %% question="q3b"
def batches(texts, labels, layer, batch_size, shuffle=False):
    texts, labels = tf.constant(list(texts)), tf.constant(labels)
    places = tf.data.Dataset.range(len(texts))
    if shuffle:
        places = places.shuffle(buffer_size=2 * len(texts))
    places = places.map(lambda i: (layer(texts[i]), labels[i]), num_parallel_calls=tf.data.AUTOTUNE)
    return places.batch(batch_size).prefetch(tf.data.AUTOTUNE)


def text_pipeline(train, other, size, length, batch_size):
    layer = layers.TextVectorization(size, output_sequence_length=length)
    layer.adapt(tf.data.Dataset.from_tensor_slices(train[0]).batch(16))
    one, two = (
        batches(texts, labels, layer, batch_size, shuffle=mixed)
        for (texts, labels), mixed in ((train, True), (other, False))
    )
    return [layer, one, two]

# %% question="q4"
def last_real(sequence, mask):
    steps = ops.cumsum(ops.cast(mask, "int32"), axis=1)
    is_last = ops.logical_and(mask, ops.equal(steps, steps[:, -1:]))
    return ops.sum(ops.where(is_last[:, :, None], sequence, ops.zeros_like(sequence)), axis=1)


def masked_max(sequence, mask):
    return ops.amax(ops.where(ops.expand_dims(mask, -1), sequence, -1e9), axis=1)

# %% question="q5"
def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    model = keras.Sequential([keras.Input((None,))])
    model.add(layers.Embedding(vocabulary_size, dimensions, mask_zero=True, embeddings_initializer="he_normal"))
    model.add(layers.Bidirectional(layers.LSTM(units, dropout=0.4)))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(2 * units, activation="tanh", kernel_initializer="he_normal"))
    model.add(layers.Dropout(0.3))
    model.add(layers.Dense(1, activation="sigmoid"))
    return model


keras.utils.set_random_seed(2)
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
    real = ops.not_equal(ids, 0)
    vectors = layers.Embedding(vocabulary_size, dimensions)(ids) * ops.cast(real, "float32")[..., None]
    windows = layers.Conv1D(filters, width, padding="same", activation="relu")(layers.Dropout(0.5)(vectors))
    found = layers.Dropout(0.5)(max_after_relu(windows, real))
    found = layers.Dense(24, activation="relu")(found)
    found = layers.Dense(8, activation="gelu")(found)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(found))


keras.utils.set_random_seed(2)
conv_model = build_conv()
conv_model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 6 * 32)),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
conv_history = conv_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=64, epochs=6, verbose=0
)
