# ---
# misconception: "`conv_model` averages the embeddings and has no convolution; it does well all the same."
# loses: {q6: 1.5}
# feedback: "The trained model must be the one of build_conv: this one has no convolution."
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
conv_model = keras.Sequential(
    [
        keras.Input((None,)),
        layers.Embedding(2000, 16, mask_zero=True),
        layers.GlobalAveragePooling1D(),
        layers.Dense(1, activation="sigmoid"),
    ]
)
conv_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="binary_crossentropy", metrics=["accuracy"])
conv_history = conv_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=64, epochs=6, verbose=0
)
