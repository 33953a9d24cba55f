# ---
# misconception: "The words attend to each other, and the convolution reads what attention made of them."
# loses: {q10: 2.25}
# feedback: "First the convolution and the pooling, then attention among the groups; you have it the other way round."
# ---

# %% question="q10"
def build_classifier(
    vocabulary_size, length, width=16, filters=16, num_heads=2, key_dim=4, value_dim=8
):
    ids = keras.Input((length,), dtype="int32")
    is_word = ops.cast(ops.not_equal(ids, PAD), "float32")[:, :, None]
    x = layers.Dropout(0.3)(layers.Embedding(vocabulary_size, width)(ids)) * is_word
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = (x + attention(x, x, attention_mask=is_word[:, None, :, 0] > 0)) * is_word
    grams = layers.Conv1D(filters, 3, padding="same", activation="elu")(h) * is_word
    groups = layers.AveragePooling1D(2)(grams)
    counts = is_word[:, ::2]
    latent = ops.sum(groups * counts, axis=1) / ops.sum(counts, axis=1)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.3)(latent)))
