# ---
# misconception: The encoder returns the embeddings instead of the GRU's states, so tokens know nothing of their neighbours.
# loses: {q3: 1, q6: 3}
# feedback: Attention should look at the GRU's states; you return the embeddings.
# ---

# %% question="q3"
class Encoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units):
        super().__init__()
        self.embedding = layers.Embedding(vocabulary_size, embedding_size)
        self.widen = layers.Dense(units)
        self.gru = layers.GRU(units, return_sequences=True, return_state=True)

    def call(self, ids):
        vectors = self.embedding(ids)
        _, last = self.gru(vectors, mask=ops.not_equal(ids, 0))
        return self.widen(vectors), last
