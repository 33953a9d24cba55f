# ---
# misconception: "The tanh is written with exponentials, which overflow for large states."
# loses: {q5: 0.5}
# feedback: exp of a large number is infinite, and infinity over infinity is no number; keras.ops has a tanh that does not overflow.
# ---

# %% question="q5"
class Attention(keras.layers.Layer):
    def build(self, input_shape):
        _, time, features = input_shape
        self.W = self.add_weight(name="W", shape=(features, 1), initializer="glorot_uniform")
        self.b = self.add_weight(name="b", shape=(time, 1), initializer="zeros")

    def call(self, x, return_weights=False):
        z = ops.matmul(x, self.W) + self.b
        scores = (ops.exp(2 * z) - 1) / (ops.exp(2 * z) + 1)
        weights = ops.softmax(scores, axis=1)
        context = ops.sum(weights * x, axis=1)
        return (context, weights) if return_weights else context
