# ---
# misconception: The places are made but never added, so the model cannot tell 12 from 21.
# loses: {q2: 2, q6: 2.5}
# feedback: Your layer returns the words alone; add the row of each place.
# ---

# %% question="q2"
class TokenAndPosition(layers.Layer):
    """Embeds words and adds a learned vector for each place: (batch, time) becomes (batch, time, width)."""

    def __init__(self, vocabulary_size, max_length, width):
        super().__init__()
        self.words = layers.Embedding(vocabulary_size, width)
        self.places = layers.Embedding(max_length, width)

    def call(self, ids):
        return self.words(ids)
