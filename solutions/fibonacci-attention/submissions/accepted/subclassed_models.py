# ---
# about: Subclassed keras.Model, layers made in another order than they run; the attention with TensorFlow's own functions.
# ---

# %% question="q3"
class PlainRNN(keras.Model):
    def __init__(self, units):
        super().__init__()
        self.head = layers.Dense(1, activation="tanh")
        self.reader = layers.SimpleRNN(units, activation="tanh")

    def call(self, x):
        return self.head(self.reader(x))


def build_rnn(window=20, units=2):
    return PlainRNN(units)

# %% question="q5"
import tensorflow as tf


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
        scores = tf.math.tanh(tf.tensordot(x, self.W, axes=1) + self.b)
        alpha = tf.nn.softmax(scores, axis=-2)
        context = tf.squeeze(tf.matmul(alpha, x, transpose_a=True), axis=1)
        return (context, alpha) if return_weights else context

# %% question="q6"
class LooksBack(keras.Model):
    def __init__(self, attention, units):
        super().__init__()
        self.head = layers.Dense(1, activation="tanh")
        self.attention = attention
        self.reader = layers.SimpleRNN(units, activation="tanh", return_sequences=True)

    def call(self, x):
        return self.head(self.attention(self.reader(x)))


def build_attention(attention, window=20, units=2):
    return LooksBack(attention, units)

# %% question="q7"
keras.utils.set_random_seed(1)
attention_model = build_attention(Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=30, verbose=0)
