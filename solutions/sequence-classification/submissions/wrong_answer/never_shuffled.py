# ---
# misconception: "shuffle is ignored, so the training reviews always come in the same order."
# loses: {q3b: 1}
# feedback: "Where shuffle is True, draw the reviews in random order before you batch them."
# ---

# %% question="q3b"
def batches(texts, labels, layer, batch_size, shuffle=False):
    reviews = tf.data.Dataset.from_tensor_slices((texts, labels)).batch(batch_size)
    return reviews.map(lambda some, given: (layer(some), given)).prefetch(1)


def text_pipeline(train, other, size, length, batch_size):
    layer = layers.TextVectorization(max_tokens=size, output_sequence_length=length)
    layer.adapt(train[0])
    return (
        layer,
        batches(*train, layer, batch_size, shuffle=True),
        batches(*other, layer, batch_size),
    )
