# ---
# about: An attention that takes its softmax by hand on a squeezed last axis; the attention model learns in a loop of train_on_batch.
# ---

# %% question="q5"
class Attention(keras.layers.Layer):
    def build(self, input_shape):
        _, time, features = input_shape
        self.W = self.add_weight(name="W", shape=(features, 1), initializer="glorot_uniform")
        self.b = self.add_weight(name="b", shape=(time, 1), initializer="zeros")

    def call(self, x, return_weights=False):
        scores = ops.tanh(ops.sum(x * ops.transpose(self.W), axis=-1) + self.b[:, 0])
        powers = ops.exp(scores - 1)  # no score is larger than 1
        alpha = ops.expand_dims(powers / ops.sum(powers, axis=-1, keepdims=True), -1)
        context = ops.matmul(ops.swapaxes(alpha, 1, 2), x)[:, 0]
        return (context, alpha) if return_weights else context

# %% question="q7"
attention_model = build_attention(attention=Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = keras.callbacks.History()
attention_history.history = {"loss": []}
order = np.random.default_rng(3)
for epoch in range(30):
    losses = []
    for rows in np.array_split(order.permutation(len(x_train)), 30):
        losses.append(float(attention_model.train_on_batch(x_train[rows], y_train[rows])))
    attention_history.history["loss"].append(float(np.mean(losses)))
