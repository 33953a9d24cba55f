# ---
# misconception: The bias b is made but never used, so the layer cannot prefer a place in the window.
# loses: {q5: 2.5}
# feedback: "self.b is missing from your scores: add it before the tanh, so that a position can matter by itself."
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
        weights = ops.softmax(ops.tanh(ops.matmul(x, self.W)), axis=1)
        context = ops.sum(weights * x, axis=1)
        return (context, weights) if return_weights else context
