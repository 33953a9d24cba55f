# ---
# misconception: "The n-grams are averaged without any attention."
# loses: {q10: 1.25}
# feedback: "A plain average of n-grams judges well, but the question asks for attention among them."
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
    counts = is_word[:, ::2]
    latent = ops.sum(groups * counts, axis=1) / ops.sum(counts, axis=1)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.3)(latent)))
