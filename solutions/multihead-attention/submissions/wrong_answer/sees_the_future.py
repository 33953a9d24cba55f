# ---
# misconception: "The attention has no causal mask, so each position sees the word that it should predict."
# loses: {q5: 0.75, q6: 2}
# feedback: "Your model looks into the future: pass use_causal_mask=True. In training it copies the next word, and when it writes there is none."
# ---

# %% question="q5"
def build_language_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    ids = keras.Input((length,), dtype="int32")
    x = Positions()(layers.Embedding(vocabulary_size, width)(ids))
    x = layers.Dropout(0.3)(x)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = layers.Dropout(0.3)(x + attention(x, x))
    return keras.Model(ids, layers.Dense(vocabulary_size)(h))
