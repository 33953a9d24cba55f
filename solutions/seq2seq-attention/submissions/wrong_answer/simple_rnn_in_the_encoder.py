# ---
# misconception: The encoder uses a SimpleRNN where its equation says GRU.
# loses: {q3: 1, q6: 2}
# feedback: The encoder should be a GRU; yours is a SimpleRNN.
# ---

# %% question="q3"
class Encoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units):
        super().__init__()
        self.embedding = layers.Embedding(vocabulary_size, embedding_size)
        self.gru = layers.SimpleRNN(units, return_sequences=True, return_state=True)

    def call(self, ids):
        states, last = self.gru(self.embedding(ids), mask=ops.not_equal(ids, 0))
        return states, last
