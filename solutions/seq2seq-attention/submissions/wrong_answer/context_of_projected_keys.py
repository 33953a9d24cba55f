# ---
# misconception: The context averages W_k h instead of the keys themselves.
# loses: {q4: 2}
# feedback: The weights average the encoder's states h, not their projections.
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
        return ops.matmul(weights, self.W_k(keys)), weights
