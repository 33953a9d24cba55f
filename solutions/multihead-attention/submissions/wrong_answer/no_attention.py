# ---
# misconception: "The model has no attention: each word alone must predict the next one."
# loses: {q5: 1.25}
# feedback: "Your model sees only the last word, like a bigram table: put layers.MultiHeadAttention between embedding and output."
# ---

# %% question="q5"
def build_language_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    ids = keras.Input((length,), dtype="int32")
    x = Positions()(layers.Embedding(vocabulary_size, width)(ids))
    return keras.Model(ids, layers.Dense(vocabulary_size)(layers.Dropout(0.3)(x)))
