# ---
# misconception: "The language model has no dropout and is trained for 14 epochs, until it knows the training sentences by heart."
# loses: {q6: 1}
# feedback: "On new sentences your language model is no better than the frequencies of the words. If its training loss is low, it may know its sentences by heart: look at val_loss, and train for fewer epochs or with dropout."
# ---

# %% question="q5"
def build_language_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    ids = keras.Input((length,), dtype="int32")
    x = Positions()(layers.Embedding(vocabulary_size, width)(ids))
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = x + attention(x, x, use_causal_mask=True)
    return keras.Model(ids, layers.Dense(vocabulary_size)(h))

# %% question="q6"
keras.utils.set_random_seed(1)
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.Adam(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train, y_train, batch_size=64, epochs=14, validation_data=(x_valid, y_valid), verbose=0
)
