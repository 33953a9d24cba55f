# ---
# misconception: The layer returns the attention weights where the context belongs.
# loses: {q5: 3, q7: 2}
# feedback: The context is the weighted sum of the states; you return the weights themselves.
# ---

# %% question="q5"
class Attention(keras.layers.Layer):
    def build(self, input_shape):
        if len(input_shape) != 3:
            raise ValueError(
                f"Attention needs (batch, time, features), but got shape {tuple(input_shape)}: "
                "does the layer before it return its whole sequence?"
            )
        _, time, features = input_shape
        self.W = self.add_weight(name="W", shape=(features, 1), initializer="glorot_uniform")
        self.b = self.add_weight(name="b", shape=(time, 1), initializer="zeros")

    def call(self, x, return_weights=False):
        scores = ops.tanh(ops.matmul(x, self.W) + self.b)
        weights = ops.softmax(scores, axis=1)
        return (weights, weights) if return_weights else weights
