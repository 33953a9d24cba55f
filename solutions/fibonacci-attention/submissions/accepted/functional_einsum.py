# ---
# about: Functional models; the scores and the context as einsum, the softmax written out.
# ---

# %% question="q3"
def build_rnn(window=20, units=2):
    terms = keras.Input(shape=(window, 1), name="terms")
    state = layers.SimpleRNN(units, name="reader")(terms)  # tanh is its default
    return keras.Model(terms, layers.Dense(1, activation=ops.tanh, name="answer")(state))

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
        e = ops.tanh(ops.einsum("btd,dk->btk", x, self.W) + self.b)
        e = e - ops.max(e, axis=1, keepdims=True)
        alpha = ops.exp(e) / ops.sum(ops.exp(e), axis=1, keepdims=True)
        context = ops.einsum("btk,btd->bd", alpha, x)
        if return_weights:
            return context, alpha
        return context

# %% question="q6"
def build_attention(attention, window=20, units=2):
    terms = keras.Input(shape=(window, 1))
    states = layers.SimpleRNN(units, activation="tanh", return_sequences=True)(terms)
    context = attention(states)
    return keras.Model(inputs=terms, outputs=layers.Dense(1, activation="tanh")(context))

# %% question="q7"
keras.utils.set_random_seed(1)
attention_model = build_attention(Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=30, verbose=0)
