# ---
# misconception: "Padding gets the score -100, which large negative scores of real tokens fall below."
# loses: {q4: 0.5}
# feedback: "Padding gets a score that is not far enough below what real tokens may have; take a far larger negative number."
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
        scores = ops.where(keep[:, None], scores, -100.0)
        weights = ops.softmax(scores, axis=-1)
        return ops.matmul(weights, keys), weights
