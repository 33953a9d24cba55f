# ---
# misconception: The whole table of places is added, so only sentences of the greatest length fit.
# loses: {q2: 1.5}
# feedback: You add all max_length places; take the first `time` of them.
# ---

# %% question="q2"
class TokenAndPosition(layers.Layer):
    """Embeds words and adds a learned vector for each place: (batch, time) becomes (batch, time, width)."""

    def __init__(self, vocabulary_size, max_length, width):
        super().__init__()
        self.max_length = max_length
        self.words = layers.Embedding(vocabulary_size, width)
        self.places = layers.Embedding(max_length, width)

    def call(self, ids):
        return self.words(ids) + self.places(ops.arange(self.max_length))
