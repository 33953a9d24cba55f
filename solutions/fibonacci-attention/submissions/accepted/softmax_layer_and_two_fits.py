# ---
# about: The softmax as a Keras layer, the weighted sum as a dot product; training in two calls with a smaller step in the second.
# ---

# %% question="q5"
class Attention(keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.over_time = layers.Softmax(axis=1)
        self.weighted_sum = layers.Dot(axes=1)

    def build(self, input_shape):
        self.W = self.add_weight(name="W", shape=(input_shape[-1], 1), initializer="glorot_uniform")
        self.b = self.add_weight(name="b", shape=(input_shape[1], 1), initializer="zeros")

    def call(self, x, return_weights=False):
        alpha = self.over_time(ops.tanh(ops.dot(x, self.W) + self.b))
        context = ops.squeeze(self.weighted_sum([alpha, x]), 1)
        if not return_weights:
            return context
        return [context, alpha]

# %% question="q7"
keras.utils.set_random_seed(1)

attention_model = build_attention(Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.03), loss=keras.losses.MeanSquaredError())
attention_model.fit(x_train, y_train, epochs=20, verbose=0)
attention_model.compile(optimizer=keras.optimizers.Adam(0.005), loss="mse")
attention_history = attention_model.fit(x_train, y_train, epochs=10, verbose=0)
