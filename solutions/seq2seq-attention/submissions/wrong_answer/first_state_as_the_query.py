# ---
# misconception: Every step asks with the state that the decoder started from, so all steps look at the same place.
# loses: {q5: 1, q6: 3}
# feedback: The query of a step is the decoder's state at this step, not the one that it started from.
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
        context, weights = self.attention(ops.repeat(state[:, None], ops.shape(symbols)[1], axis=1), states, keep)
        logits = self.output_layer(ops.concatenate([own_states, context], axis=-1))
        return logits, last, weights
