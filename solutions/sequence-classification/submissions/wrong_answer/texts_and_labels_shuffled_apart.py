# ---
# misconception: "Texts and labels are two datasets that are shuffled separately."
# loses: {q3b: 0.5}
# feedback: "Put texts and labels together before you shuffle, so that every review keeps its label."
# ---

# %% question="q3b"
def batches(texts, labels, layer, batch_size, shuffle=False):
    words = tf.data.Dataset.from_tensor_slices(texts)
    answers = tf.data.Dataset.from_tensor_slices(labels)
    if shuffle:
        words, answers = words.shuffle(len(texts)), answers.shuffle(len(texts))
    reviews = tf.data.Dataset.zip((words, answers)).batch(batch_size)
    return reviews.map(lambda some, given: (layer(some), given)).prefetch(1)


def text_pipeline(train, other, size, length, batch_size):
    layer = layers.TextVectorization(max_tokens=size, output_sequence_length=length)
    layer.adapt(train[0])
    return (
        layer,
        batches(*train, layer, batch_size, shuffle=True),
        batches(*other, layer, batch_size),
    )
