# ---
# misconception: "The output of the attention replaces x instead of being added to it."
# loses: {q5: 0.5}
# feedback: "h is x plus the attention: add the input of the attention to its output."
# ---

# %% question="q5"
def build_language_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    ids = keras.Input((length,), dtype="int32")
    x = Positions()(layers.Embedding(vocabulary_size, width)(ids))
    x = layers.Dropout(0.3)(x)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = layers.Dropout(0.3)(attention(x, x, use_causal_mask=True))
    return keras.Model(ids, layers.Dense(vocabulary_size)(h))
