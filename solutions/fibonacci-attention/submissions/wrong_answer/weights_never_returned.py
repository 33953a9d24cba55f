# ---
# misconception: With return_weights=True the layer still returns the context alone.
# loses: {q5: 1}
# feedback: With return_weights=True the layer returns two things, the context and the weights.
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
        return ops.sum(weights * x, axis=1)
