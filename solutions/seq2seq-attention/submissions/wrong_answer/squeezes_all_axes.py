# ---
# misconception: "squeeze gets no axis, so with one query (or one key) it drops an axis that is needed."
# loses: {q4: 1}
# feedback: "Your squeeze drops every axis of length 1, also that of a single query; give it the axis."
# ---

# %% question="q4"
import tensorflow as tf


class AdditiveAttention(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.W_q = layers.Dense(units, use_bias=False)
        self.W_k = layers.Dense(units, use_bias=False)
        self.v = layers.Dense(1, use_bias=False)

    def call(self, queries, keys, keep):
        pairs = self.W_q(queries)[:, :, None] + self.W_k(keys)[:, None]
        scores = tf.squeeze(self.v(ops.tanh(pairs)))
        scores = ops.where(keep[:, None], scores, -1e9)
        weights = ops.softmax(scores, axis=-1)
        return ops.matmul(weights, keys), weights
