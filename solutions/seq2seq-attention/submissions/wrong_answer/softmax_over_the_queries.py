# ---
# misconception: The softmax runs over the queries instead of the keys.
# loses: {q4: 3.5}
# feedback: "Each query shares its attention among the keys: the softmax runs over the last axis."
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
        scores = ops.where(keep[:, None], scores, -1e9)
        weights = ops.softmax(scores, axis=1)
        return ops.matmul(weights, keys), weights
