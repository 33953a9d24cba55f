# ---
# misconception: "shuffle comes after batch, so the same reviews always meet in one batch."
# loses: {q3b: 0.5}
# feedback: "Shuffle before you batch: single reviews are to be mixed, not whole batches."
# ---

# %% question="q3b"
def batches(texts, labels, layer, batch_size, shuffle=False):
    reviews = tf.data.Dataset.from_tensor_slices((texts, labels)).batch(batch_size)
    if shuffle:
        reviews = reviews.shuffle(len(texts))
    return reviews.map(lambda some, given: (layer(some), given)).prefetch(1)


def text_pipeline(train, other, size, length, batch_size):
    layer = layers.TextVectorization(max_tokens=size, output_sequence_length=length)
    layer.adapt(train[0])
    return (
        layer,
        batches(*train, layer, batch_size, shuffle=True),
        batches(*other, layer, batch_size),
    )
