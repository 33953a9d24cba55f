# ---
# misconception: The softmax runs over the batch, so windows compete with one another and the weights depend on who else is in the batch.
# loses: {q5: 4, q7: 2}
# feedback: Your weights sum to one over the batch; the time steps of one window should compete, so use axis=1.
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
        weights = ops.softmax(scores, axis=0)
        context = ops.sum(weights * x, axis=1)
        return (context, weights) if return_weights else context
