# ---
# misconception: "The mask is used the wrong way round: only padding gets weight."
# loses: {q4: 3}
# feedback: "keep is True for real tokens: those are the ones to keep."
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
        scores = ops.where(keep[:, None], -1e9, scores)
        weights = ops.softmax(scores, axis=-1)
        return ops.matmul(weights, keys), weights
