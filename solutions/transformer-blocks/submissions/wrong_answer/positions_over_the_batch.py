# ---
# misconception: Places are counted over the batch instead of over time.
# loses: {q2: 2, q6: 3}
# feedback: You number the sentences of the batch; number the words of a sentence, which is axis 1.
# ---

# %% question="q2"
class TokenAndPosition(layers.Layer):
    """Embeds words and adds a learned vector for each place: (batch, time) becomes (batch, time, width)."""

    def __init__(self, vocabulary_size, max_length, width):
        super().__init__()
        self.words = layers.Embedding(vocabulary_size, width)
        self.places = layers.Embedding(max_length, width)

    def call(self, ids):
        return self.words(ids) + self.places(ops.arange(ops.shape(ids)[0]))[:, None, :]
