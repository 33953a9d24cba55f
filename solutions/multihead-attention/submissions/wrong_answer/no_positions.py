# ---
# misconception: "The model has no positions, so it cannot tell the order of the earlier words."
# loses: {q5: 0.75}
# feedback: "Attention is a sum and has no order: add the layer Positions after the embedding."
# ---

# %% question="q5"
def build_language_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    ids = keras.Input((length,), dtype="int32")
    x = layers.Embedding(vocabulary_size, width)(ids)
    x = layers.Dropout(0.3)(x)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = layers.Dropout(0.3)(x + attention(x, x, use_causal_mask=True))
    return keras.Model(ids, layers.Dense(vocabulary_size)(h))
