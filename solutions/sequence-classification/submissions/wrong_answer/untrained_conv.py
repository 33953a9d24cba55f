# ---
# misconception: The convolution is built but never sees the data; its history is made up.
# loses: {q6: 1.5}
# feedback: Call fit before you use the model.
# ---

# %% question="q6"
def build_conv(vocabulary_size=2000, dimensions=32, filters=32, width=3):
    ids = keras.Input((None,), dtype="int32")
    mask = ops.not_equal(ids, 0)
    vectors = layers.Embedding(vocabulary_size, dimensions)(ids)
    vectors = vectors * ops.cast(mask[:, :, None], vectors.dtype)
    vectors = layers.Dropout(0.5)(vectors)
    windows = layers.Conv1D(filters, width, padding="same", activation="relu")(vectors)
    best = layers.Dropout(0.5)(masked_max(windows, mask))
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(best))

keras.utils.set_random_seed(1)
conv_model = build_conv()
conv_history = keras.callbacks.History()
conv_history.history = {"loss": [0.1], "val_loss": [0.1], "val_accuracy": [0.99]}
