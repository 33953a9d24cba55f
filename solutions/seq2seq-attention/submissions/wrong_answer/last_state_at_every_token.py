# ---
# misconception: "Only the last state is used: it is repeated for every token, so there is nothing to choose from."
# loses: {q3: 0.5, q6: 3}
# feedback: Return the state of each token; you repeat the last one everywhere.
# ---

# %% question="q3"
class Encoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units):
        super().__init__()
        self.embedding = layers.Embedding(vocabulary_size, embedding_size)
        self.gru = layers.GRU(units, return_sequences=True, return_state=True)

    def call(self, ids):
        states, last = self.gru(self.embedding(ids), mask=ops.not_equal(ids, 0))
        return ops.repeat(last[:, None], ops.shape(ids)[1], axis=1), last
