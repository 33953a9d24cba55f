# ---
# misconception: "The embeddings are averaged without any attention."
# loses: {q10: 1.25, q11: 1}
# feedback: "A plain average of embeddings judges well, but the question asks for attention over the words."
# ---

# %% question="q10"
def build_classifier(vocabulary_size, length, width=16, num_heads=2, key_dim=4, value_dim=8):
    ids = keras.Input((length,), dtype="int32")
    x = layers.Embedding(vocabulary_size, width, mask_zero=True)(ids)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.GlobalAveragePooling1D()(x)))
