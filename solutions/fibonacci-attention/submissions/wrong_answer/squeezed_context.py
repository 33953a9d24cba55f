# ---
# misconception: "The context is squeezed without an axis, so that a single window loses its axis too, and Keras cannot tell the shape."
# loses: {q5: 1, q7: 2}
# feedback: squeeze without an axis removes every axis of length 1, also the batch of a single window, and leaves Keras without a shape; name the axis.
# ---

# %% question="q5"
class Attention(keras.layers.Layer):
    def build(self, input_shape):
        _, time, features = input_shape
        self.W = self.add_weight(name="W", shape=(features, 1), initializer="glorot_uniform")
        self.b = self.add_weight(name="b", shape=(time, 1), initializer="zeros")

    def call(self, x, return_weights=False):
        weights = ops.softmax(ops.tanh(ops.matmul(x, self.W) + self.b), axis=1)
        context = ops.squeeze(ops.matmul(ops.transpose(weights, (0, 2, 1)), x))
        return (context, weights) if return_weights else context
