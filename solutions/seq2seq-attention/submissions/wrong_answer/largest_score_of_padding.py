# ---
# misconception: "A softmax of their own subtracts the largest of all scores, also where that is padding, so that real tokens underflow."
# loses: {q4: 0.5}
# feedback: "You subtract the largest score of all, padding too: if padding has it, all powers of real tokens are 0."
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
        powers = ops.exp(scores - ops.max(scores, axis=-1, keepdims=True)) * ops.cast(keep[:, None], scores.dtype)
        weights = powers / ops.sum(powers, axis=-1, keepdims=True)
        return ops.matmul(weights, keys), weights
