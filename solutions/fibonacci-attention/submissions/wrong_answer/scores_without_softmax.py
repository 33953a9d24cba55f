# ---
# misconception: "The scores themselves are used as weights: they may be negative and do not sum to one."
# loses: {q5: 4}
# feedback: Scores become weights by a softmax over time; yours can be negative and do not sum to one.
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
        weights = ops.tanh(ops.matmul(x, self.W) + self.b)
        context = ops.sum(weights * x, axis=1)
        return (context, weights) if return_weights else context
