# ---
# misconception: "The encoder returns the last state first and all states second."
# loses: {q3: 2, q6: 3}
# feedback: "Your encoder returns the two tensors in the wrong order: all states come first."
# ---

# %% question="q3"
class Encoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units):
        super().__init__()
        self.embedding = layers.Embedding(vocabulary_size, embedding_size)
        self.gru = layers.GRU(units, return_sequences=True, return_state=True)

    def call(self, ids):
        states, last = self.gru(self.embedding(ids), mask=ops.not_equal(ids, 0))
        return last, states
