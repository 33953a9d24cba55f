# ---
# misconception: "Both datasets of the pipeline are shuffled."
# loses: {q3b: 0.5}
# feedback: "The batches of `other` stay in their order, so that answers can be put beside their reviews."
# ---

# %% question="q3b"
def batches(texts, labels, layer, batch_size, shuffle=False):
    reviews = tf.data.Dataset.from_tensor_slices((texts, labels))
    if shuffle:
        reviews = reviews.shuffle(len(texts))
    return reviews.batch(batch_size).map(lambda some, given: (layer(some), given)).prefetch(1)


def text_pipeline(train, other, size, length, batch_size):
    layer = layers.TextVectorization(max_tokens=size, output_sequence_length=length)
    layer.adapt(train[0])
    return (
        layer,
        batches(*train, layer, batch_size, shuffle=True),
        batches(*other, layer, batch_size, shuffle=True),
    )
