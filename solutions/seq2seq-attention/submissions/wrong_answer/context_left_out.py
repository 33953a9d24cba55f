# ---
# misconception: "The context is computed but never used: an encoder-decoder without attention."
# loses: {q5: 1, q6: 3}
# feedback: Your logits come from the decoder's state alone; concatenate the context.
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
        return self.output_layer(own_states), last, weights
