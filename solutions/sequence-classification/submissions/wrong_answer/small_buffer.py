# ---
# misconception: "The buffer of shuffle holds one batch only, so that reviews stay near their places."
# loses: {q3b: 0.5}
# feedback: "The buffer should hold all reviews: a small one only mixes neighbours, and sorted data stay nearly sorted."
# ---

# %% question="q3b"
def batches(texts, labels, layer, batch_size, shuffle=False):
    reviews = tf.data.Dataset.from_tensor_slices((texts, labels))
    if shuffle:
        reviews = reviews.shuffle(batch_size)
    return reviews.batch(batch_size).map(lambda some, given: (layer(some), given)).prefetch(1)


def text_pipeline(train, other, size, length, batch_size):
    layer = layers.TextVectorization(max_tokens=size, output_sequence_length=length)
    layer.adapt(train[0])
    return (
        layer,
        batches(*train, layer, batch_size, shuffle=True),
        batches(*other, layer, batch_size),
    )
