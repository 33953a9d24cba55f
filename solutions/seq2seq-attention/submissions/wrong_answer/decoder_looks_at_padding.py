# ---
# misconception: "The decoder does not pass keep on, so attention takes padding for tokens."
# loses: {q5: 0.5}
# feedback: "Your decoder looks at padding too: give keep to the attention."
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
        context, weights = self.attention(own_states, states, ops.ones_like(keep))
        logits = self.output_layer(ops.concatenate([own_states, context], axis=-1))
        return logits, last, weights
