# ---
# misconception: Places are counted from the end of the sentence.
# loses: {q2: 1}
# feedback: Your place 0 is the last word; with other lengths the same word would get another place. Count from the start.
# ---

# %% question="q2"
class TokenAndPosition(layers.Layer):
    """Embeds words and adds a learned vector for each place: (batch, time) becomes (batch, time, width)."""

    def __init__(self, vocabulary_size, max_length, width):
        super().__init__()
        self.words = layers.Embedding(vocabulary_size, width)
        self.places = layers.Embedding(max_length, width)

    def call(self, ids):
        return self.words(ids) + self.places(ops.flip(ops.arange(ops.shape(ids)[1])))
