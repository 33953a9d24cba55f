# ---
# misconception: The decoder returns the state that it was given instead of its last one.
# loses: {q5: 1}
# feedback: "Return the GRU's last state: the next step starts from it."
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
        logits = self.output_layer(ops.concatenate([own_states, context], axis=-1))
        return logits, state, weights
