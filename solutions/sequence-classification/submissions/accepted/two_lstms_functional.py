# ---
# about: Functional models; two LSTMs with an explicit mask instead of Bidirectional; relu times mask and an ordinary pooling; RMSprop.
# ---

# %% question="q1"
def returned_shapes(kind, batch, time, units, return_sequences=False, return_state=False):
    # Ask the layer itself.
    layer = getattr(layers, kind)(units, return_sequences=return_sequences, return_state=return_state)
    result = layer(np.zeros((batch, time, 1), dtype="float32"))
    return [array.shape for array in (result if return_state else [result])]

# %% question="q4"
def last_real(sequence, mask):
    mask = ops.cast(mask, "float32")
    after = ops.concatenate([mask[:, 1:], ops.zeros_like(mask[:, :1])], axis=1)
    return ops.einsum("bt,btf->bf", mask - after, sequence)  # one where the review ends


def masked_max(sequence, mask):
    keep = ops.expand_dims(ops.cast(mask, "bool"), -1)
    lowest = ops.min(sequence, axis=1, keepdims=True)  # cannot beat a real step
    return ops.amax(ops.where(keep, sequence, lowest), axis=1)

# %% question="q5"
def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    ids = keras.Input((None,), dtype="int64", name="ids")
    mask = ids > 0
    vectors = layers.SpatialDropout1D(0.4)(layers.Embedding(vocabulary_size, dimensions)(ids))
    backwards = layers.LSTM(units, go_backwards=True, name="backwards")(vectors, mask=mask)
    forwards = layers.LSTM(units, name="forwards")(vectors, mask=mask)
    both = layers.Concatenate()([forwards, backwards])
    return keras.Model(ids, layers.Dense(1, activation=ops.sigmoid)(layers.Dropout(0.5)(both)))


keras.utils.set_random_seed(11)
lstm_model = build_lstm()
lstm_model.compile(
    optimizer=keras.optimizers.RMSprop(keras.optimizers.schedules.PolynomialDecay(0.01, 5 * 20, 1e-4)),
    loss=keras.losses.BinaryCrossentropy(),
    metrics=["accuracy"],
)
lstm_history = lstm_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=100, epochs=5, verbose=0
)

# %% question="q6"
def build_conv(vocabulary_size=2000, dimensions=32, filters=32, width=3):
    ids = keras.Input((None,), dtype="int64")
    real = ops.cast(ops.expand_dims(ids != 0, -1), "float32")
    vectors = layers.Multiply()([layers.Embedding(vocabulary_size, dimensions)(ids), real])
    windows = layers.Conv1D(filters, width, padding="same")(layers.SpatialDropout1D(0.3)(vectors))
    # After relu nothing is below zero, so a zero from padding never wins against more.
    best = layers.GlobalMaxPooling1D()(layers.Multiply()([layers.ReLU()(windows), real]))
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.5)(best)))


keras.utils.set_random_seed(11)
conv_model = build_conv()
conv_model.compile(optimizer=keras.optimizers.RMSprop(0.002), loss="binary_crossentropy", metrics=["accuracy"])
conv_history = conv_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=50, epochs=8, verbose=0
)
