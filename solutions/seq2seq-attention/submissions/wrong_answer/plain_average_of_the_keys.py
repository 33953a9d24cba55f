# ---
# misconception: The context is the plain average of the keys; the weights are computed and then ignored.
# loses: {q4: 1}
# feedback: Multiply the keys with your weights; you average them all alike.
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
        weights = ops.softmax(scores, axis=-1)
        even = ops.cast(keep[:, None], weights.dtype) * ops.ones_like(weights)
        return ops.matmul(even / ops.sum(even, axis=-1, keepdims=True), keys), weights
