# ---
# misconception: "The mean runs over the texts of the batch instead of over the words of each text."
# loses: {q10: 2, q11: 1.5}
# feedback: "Axis 0 is the batch: your answers depend on which other texts are asked about. The words are axis 1."
# ---

# %% question="q10"
def build_classifier(vocabulary_size, length, width=16, num_heads=2, key_dim=4, value_dim=8):
    ids = keras.Input((length,), dtype="int32")
    x = layers.Dropout(0.3)(layers.Embedding(vocabulary_size, width)(ids))
    is_word = ops.not_equal(ids, PAD)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = x + attention(x, x, attention_mask=is_word[:, None, :])
    mean = h[:, 0] * 0 + ops.mean(ops.mean(h, axis=1), axis=0, keepdims=True)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.3)(mean)))
