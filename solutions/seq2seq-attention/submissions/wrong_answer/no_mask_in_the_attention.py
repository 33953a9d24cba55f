# ---
# misconception: Attention does not know the mask, so padding takes part of the weight.
# loses: {q4: 1.5}
# feedback: Set the scores of padding to a huge negative number before the softmax.
# ---

# %% question="q4"
class AdditiveAttention(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.W_q = layers.Dense(units, use_bias=False)
        self.W_k = layers.Dense(units, use_bias=False)
        self.v = layers.Dense(1, use_bias=False)

    def call(self, queries, keys, keep):
        pairs = self.W_q(queries)[:, :, None] + self.W_k(keys)[:, None]
        scores = ops.squeeze(self.v(ops.tanh(pairs)), axis=-1)
        weights = ops.softmax(scores, axis=-1)
        return ops.matmul(weights, keys), weights
