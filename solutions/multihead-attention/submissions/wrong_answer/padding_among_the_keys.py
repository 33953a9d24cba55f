# ---
# misconception: "The attention has no mask, so words attend to padding."
# loses: {q10: 0.5}
# feedback: "Padding is a key like any word in your attention: pass attention_mask."
# ---

# %% question="q10"
def build_classifier(
    vocabulary_size, length, width=16, filters=16, num_heads=2, key_dim=4, value_dim=8
):
    ids = keras.Input((length,), dtype="int32")
    is_word = ops.cast(ops.not_equal(ids, PAD), "float32")[:, :, None]
    x = layers.Dropout(0.3)(layers.Embedding(vocabulary_size, width)(ids)) * is_word
    grams = layers.Conv1D(filters, 3, padding="same", activation="elu")(x) * is_word
    groups = layers.AveragePooling1D(2)(grams)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = groups + attention(groups, groups)
    counts = is_word[:, ::2]
    latent = ops.sum(h * counts, axis=1) / ops.sum(counts, axis=1)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.3)(latent)))
