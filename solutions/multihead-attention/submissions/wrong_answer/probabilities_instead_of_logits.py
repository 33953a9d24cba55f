# ---
# misconception: "The last layer has a softmax, where the question and the loss expect logits."
# loses: {q5: 1, q6: 1.5}
# feedback: "Leave the last Dense layer without activation: the loss takes the softmax itself, and twice flattens everything."
# ---

# %% question="q5"
def build_language_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    ids = keras.Input((length,), dtype="int32")
    x = Positions()(layers.Embedding(vocabulary_size, width)(ids))
    x = layers.Dropout(0.3)(x)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = layers.Dropout(0.3)(x + attention(x, x, use_causal_mask=True))
    return keras.Model(ids, layers.Dense(vocabulary_size, activation="softmax")(h))
