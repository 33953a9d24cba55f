# ---
# misconception: "The layer is made without output_sequence_length, so each batch is as long as its longest text."
# loses: {q3b: 1}
# feedback: "Give the layer its output_sequence_length: all rows have `length` ids."
# ---

# %% question="q3b"
def batches(texts, labels, layer, batch_size, shuffle=False):
    reviews = tf.data.Dataset.from_tensor_slices((texts, labels))
    if shuffle:
        reviews = reviews.shuffle(len(texts))
    return reviews.batch(batch_size).map(lambda some, given: (layer(some), given)).prefetch(1)


def text_pipeline(train, other, size, length, batch_size):
    layer = layers.TextVectorization(max_tokens=size)
    layer.adapt(train[0])
    return (
        layer,
        batches(*train, layer, batch_size, shuffle=True),
        batches(*other, layer, batch_size),
    )
