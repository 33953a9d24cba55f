# ---
# about: A constant step with averaged weights (EMA) for the LSTM; Nadam and early stopping for the convolution; mask_zero asked for the mask.
# ---

# %% question="q3"
def build_vocabulary(texts, size):
    words, counts = np.unique([word for text in texts for word in tokenize(text)], return_counts=True)
    order = np.argsort(counts)[::-1][: size - 2]
    return dict(zip(words[order].tolist(), range(2, size)))


def vectorise(texts, vocabulary, length):
    found = ([vocabulary.get(word, 1) for word in tokenize(text)] for text in texts)
    return keras.utils.pad_sequences(list(found), maxlen=length, padding="post", truncating="pre")


def prepare(train_texts, other_texts, size, length):
    vocabulary = build_vocabulary(train_texts, size)
    ids = vectorise(list(train_texts) + list(other_texts), vocabulary, length)
    return vocabulary, ids[: len(train_texts)], ids[len(train_texts) :]

# %% question="q5"
def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    ids = keras.Input(shape=(None,))
    embedding = layers.Embedding(vocabulary_size, dimensions, mask_zero=True)
    reader = layers.Bidirectional(layers.LSTM(units, return_sequences=True, return_state=True, dropout=0.3))
    _, ahead, _, back, _ = reader(layers.Dropout(0.3)(embedding(ids)))
    probability = layers.Dense(1)(layers.Dropout(0.4)(ops.concatenate([back, ahead], axis=-1)))
    return keras.Model(ids, ops.sigmoid(probability))


keras.utils.set_random_seed(3)
lstm_model = build_lstm(dimensions=24, units=12)
lstm_model.compile(
    optimizer=keras.optimizers.Adam(0.01, use_ema=True, ema_momentum=0.97),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
lstm_history = lstm_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=100, epochs=5, verbose=0
)
lstm_model.optimizer.finalize_variable_values(lstm_model.trainable_variables)

# %% question="q6"
def build_conv(vocabulary_size=2000, dimensions=32, filters=32, width=3):
    ids = keras.Input(shape=(None,))
    embedding = layers.Embedding(vocabulary_size, dimensions, mask_zero=True)
    real = embedding.compute_mask(ids)
    vectors = embedding(ids) * ops.cast(real, "float32")[:, :, None]
    vectors = layers.Dropout(0.4)(vectors)
    windows = layers.Conv1D(filters, width, padding="same", activation="relu")(vectors)
    best = layers.Lambda(lambda both: masked_max(*both))([windows, real])
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.5)(best)))


keras.utils.set_random_seed(3)
conv_model = build_conv(dimensions=24, width=5)
conv_model.compile(optimizer=keras.optimizers.Nadam(0.003), loss="binary_crossentropy", metrics=["accuracy"])
conv_history = conv_model.fit(
    x_train,
    y_train,
    validation_data=(x_valid, y_valid),
    batch_size=32,
    epochs=8,
    callbacks=[keras.callbacks.EarlyStopping("val_loss", patience=2, restore_best_weights=True)],
    verbose=0,
)
