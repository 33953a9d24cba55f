# ---
# about: "Masks as Keras knows them: mask_zero in the embedding, key_mask, and GlobalAveragePooling1D with a mask; sums written with tensordot; early stopping on the validation loss."
# ---

# %% question="q2"
def multi_head_attention(query, value, weights, mask=None):
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = weights
    q = np.tensordot(query, w_q, axes=1) + b_q  # (batch, words, heads, key_dim)
    k = np.tensordot(value, w_k, axes=1) + b_k
    v = np.tensordot(value, w_v, axes=1) + b_v
    e = np.matmul(q.transpose(0, 2, 1, 3), k.transpose(0, 2, 3, 1)) * w_q.shape[2] ** -0.5
    if mask is not None:
        e = e + np.where(mask, 0, -1e9)[:, np.newaxis]
    e = np.asarray(keras.activations.softmax(e, axis=-1))
    mixed = np.matmul(e, v.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3)
    return np.tensordot(mixed, w_o, axes=2) + b_o, e

# %% question="q5"
def build_language_model(vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16):
    ids = keras.Input((length,), dtype="int64")
    x = layers.Embedding(vocabulary_size, width, mask_zero=True)(ids)
    x = layers.SpatialDropout1D(0.25)(Positions()(x))
    a = layers.MultiHeadAttention(num_heads=num_heads, key_dim=key_dim, value_dim=value_dim)(
        query=x, value=x, use_causal_mask=True
    )
    h = layers.Dropout(0.3)(layers.Add()([x, a]))
    return keras.Model(ids, layers.TimeDistributed(layers.Dense(vocabulary_size))(h))

# %% question="q6"
keras.utils.set_random_seed(2)
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.Adam(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train,
    y_train,
    batch_size=50,
    epochs=9,
    validation_data=(x_valid, y_valid),
    callbacks=[keras.callbacks.EarlyStopping(patience=1, restore_best_weights=True)],
    verbose=0,
)

# %% question="q10"
def build_classifier(
    vocabulary_size, length, width=16, filters=16, num_heads=2, key_dim=4, value_dim=8
):
    ids = keras.Input((length,), dtype="int32")
    embedding = layers.Embedding(vocabulary_size, width, mask_zero=True)
    r = layers.Reshape((length, 1))(ops.cast(embedding.compute_mask(ids), "float32"))
    x = layers.SpatialDropout1D(0.2)(layers.Multiply()([embedding(ids), r]))
    c = layers.Activation("elu")(layers.Convolution1D(filters, kernel_size=3, padding="same")(x))
    g = layers.AvgPool1D(pool_size=2)(layers.Multiply()([c, r]))
    keep = ops.not_equal(ids[:, 0::2], PAD)
    a = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim, dropout=0.1)(
        g, g, key_mask=keep
    )
    z = layers.GlobalAveragePooling1D()(layers.Add()([g, a]), mask=keep)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.3)(z)))

# %% question="q11"
keras.utils.set_random_seed(2)
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(
    optimizer=keras.optimizers.Nadam(0.003),
    loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1),
    metrics=["accuracy"],
)
classifier_history = classifier.fit(
    reviews_x, reviews_y.astype("float32"), batch_size=48, epochs=3, verbose=0
)

# %% question="q12"
def latent_model(classifier):
    layer = classifier.get_layer(index=len(classifier.layers) - 1)
    return keras.models.Model(classifier.inputs, [layer.input])
