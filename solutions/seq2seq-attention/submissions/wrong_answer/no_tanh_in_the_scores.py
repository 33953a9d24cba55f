# ---
# misconception: The tanh is missing; then the query adds the same number to all scores and cancels in the softmax.
# loses: {q4: 2}
# feedback: "Without tanh the query has no influence at all on the weights: it adds the same to each score."
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
        scores = ops.squeeze(self.v(pairs), axis=-1)
        scores = ops.where(keep[:, None], scores, -1e9)
        weights = ops.softmax(scores, axis=-1)
        return ops.matmul(weights, keys), weights
