# ---
# misconception: "The layer is adapted on the training texts and the validation texts together."
# loses: {q3b: 1}
# feedback: "Let `adapt` see the training texts only: the other texts stand for reviews that are not written yet."
# ---

# %% question="q3b"
def batches(texts, labels, layer, batch_size, shuffle=False):
    reviews = tf.data.Dataset.from_tensor_slices((texts, labels))
    if shuffle:
        reviews = reviews.shuffle(len(texts))
    return reviews.batch(batch_size).map(lambda some, given: (layer(some), given)).prefetch(1)


def text_pipeline(train, other, size, length, batch_size):
    layer = layers.TextVectorization(max_tokens=size, output_sequence_length=length)
    layer.adapt([*train[0], *other[0]])
    return (
        layer,
        batches(*train, layer, batch_size, shuffle=True),
        batches(*other, layer, batch_size),
    )
