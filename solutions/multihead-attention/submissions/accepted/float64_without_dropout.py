# ---
# about: "Models that compute in float64 and have no dropout, so that the language model must stop early; scores by broadcasting and sums; AdamW."
# ---

# %% question="q2"
def multi_head_attention(query, value, weights, mask=None):
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = [np.asarray(w, dtype="float64") for w in weights]
    q = (query[:, None, :, :, None] * w_q.transpose(1, 0, 2)[None, :, None]).sum(3) + b_q[:, None]
    k = (value[:, None, :, :, None] * w_k.transpose(1, 0, 2)[None, :, None]).sum(3) + b_k[:, None]
    v = (value[:, None, :, :, None] * w_v.transpose(1, 0, 2)[None, :, None]).sum(3) + b_v[:, None]
    e = (q[:, :, :, None] * k[:, :, None]).sum(-1) / np.sqrt(q.shape[-1])
    if mask is not None:
        e = np.where(np.repeat(np.asarray(mask)[:, None], e.shape[1], axis=1), e, -1e12)
    alpha = np.exp(e - np.logaddexp.reduce(e, axis=-1, keepdims=True))
    heads = (alpha[..., None] * v[:, :, None]).sum(3)
    return np.einsum("bhiv,hvd->bid", heads, w_o) + b_o, alpha

# %% question="q5"
def build_language_model(vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16):
    ids = keras.Input((length,), dtype="int32")
    x = layers.Embedding(vocabulary_size, width, dtype="float64")(ids)
    x = Positions(dtype="float64")(x)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim, dtype="float64")
    h = layers.add([x, attention(x, x, use_causal_mask=True)], dtype="float64")
    return keras.Model(ids, layers.Dense(vocabulary_size, dtype="float64")(h))

# %% question="q6"
keras.utils.set_random_seed(6)
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.AdamW(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train, y_train, batch_size=64, epochs=3, validation_data=(x_valid, y_valid), verbose=0
)

# %% question="q10"
def build_classifier(
    vocabulary_size, length, width=16, filters=16, num_heads=2, key_dim=4, value_dim=8
):
    ids = keras.Input((length,), dtype="int32")
    r = ops.cast(ids > 0, "float64")[:, :, None]
    x = layers.Embedding(vocabulary_size, width, dtype="float64")(ids) * r
    c = layers.Conv1D(filters, 3, padding="same", dtype="float64")(x)
    c = layers.Multiply(dtype="float64")([ops.elu(c), r])
    g = layers.AveragePooling1D(2, dtype="float64")(c)
    real = layers.MaxPooling1D(2, dtype="float64")(r)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim, dtype="float64")
    h = g + attention(g, g, attention_mask=ops.swapaxes(real, 1, 2) > 0)
    z = ops.sum(ops.where(real > 0, h, 0.0), axis=1) / ops.sum(real, axis=1)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid", dtype="float64")(z))

# %% question="q11"
keras.utils.set_random_seed(6)
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(optimizer=keras.optimizers.AdamW(0.004), loss="binary_crossentropy")
classifier_history = classifier.fit(reviews_x, reviews_y, batch_size=32, epochs=2, verbose=0)

# %% question="q12"
def latent_model(classifier):
    return keras.Model(inputs=classifier.input, outputs=classifier.layers[-2].output)
