# ---
# misconception: "The mask hides the padded queries (rows) instead of the padded keys (columns)."
# loses: {q10: 0.75}
# feedback: "Nobody minds what padding asks; it must not be *looked at*. The mask belongs on the axis of the keys."
# ---

# %% question="q10"
def build_classifier(vocabulary_size, length, width=16, num_heads=2, key_dim=4, value_dim=8):
    ids = keras.Input((length,), dtype="int32")
    x = layers.Dropout(0.3)(layers.Embedding(vocabulary_size, width)(ids))
    is_word = ops.not_equal(ids, PAD)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = x + attention(x, x, attention_mask=ops.logical_or(is_word[:, :, None], is_word[:, None, :] != is_word[:, None, :]))
    counts = ops.cast(is_word, "float32")[:, :, None]
    mean = ops.sum(h * counts, axis=1) / ops.sum(counts, axis=1)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.3)(mean)))
