# ---
# misconception: "The decoder returns the attention weights second and the last state third."
# loses: {q5: 3}
# feedback: "Your decoder returns its three tensors in the wrong order: logits, last state, attention weights."
# ---

# %% question="q5"
class Decoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units, attention):
        super().__init__()
        self.embedding = layers.Embedding(vocabulary_size, embedding_size)
        self.gru = layers.GRU(units, return_sequences=True, return_state=True)
        self.attention = attention
        self.output_layer = layers.Dense(vocabulary_size)

    def call(self, symbols, state, states, keep):
        own_states, last = self.gru(self.embedding(symbols), initial_state=state)
        context, weights = self.attention(own_states, states, keep)
        return self.output_layer(ops.concatenate([own_states, context], axis=-1)), weights, last
