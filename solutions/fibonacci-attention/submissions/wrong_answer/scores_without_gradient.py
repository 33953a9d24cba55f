# ---
# misconception: Attention weights are measured and not learned, so no gradient needs to pass through them.
# loses: {q5: 0.5}
# feedback: "Your weights are right, but W and b never learn, because `stop_gradient` keeps every gradient from them."
# ---

# %% question="q5"
class Attention(keras.layers.Layer):
    def build(self, input_shape):
        _, time, features = input_shape
        self.W = self.add_weight(name="W", shape=(features, 1), initializer="glorot_uniform")
        self.b = self.add_weight(name="b", shape=(time, 1), initializer="zeros")

    def call(self, x, return_weights=False):
        weights = ops.softmax(ops.tanh(ops.matmul(x, self.W) + self.b), axis=1)
        weights = ops.stop_gradient(weights)  # they only say where to look
        context = ops.sum(weights * x, axis=1)
        return (context, weights) if return_weights else context
