# ---
# about: "Windows from an object array with Decimal; the RNN of a cell, trained on a tf.data.Dataset; the attention model on all windows at once for 1500 epochs."
# ---

# %% question="q2"
from decimal import Decimal, getcontext

getcontext().prec = 500


def fibonacci(n_terms, first=1, second=1):
    numbers = [first, second]
    while len(numbers) < n_terms:
        numbers.append(sum(numbers[-2:]))
    return np.array(numbers, dtype=object)


def fibonacci_windows(n_terms, width=20, first=1, second=1):
    f = fibonacci(n_terms, first, second)
    x = np.empty((n_terms - width, width, 1))
    y = np.empty((n_terms - width, 1))
    for i in range(n_terms - width):
        unit = Decimal(2) * Decimal(10) ** len(str(f[i + width - 1]))
        x[i, :, 0] = [float(Decimal(int(t)) / unit) for t in f[i : i + width]]
        y[i] = float(Decimal(int(f[i + width])) / unit)
    return [x, y]

# %% question="q3"
def build_rnn(window=20, units=2):
    model = keras.Sequential([layers.RNN(layers.SimpleRNNCell(units)), layers.Dense(1), layers.Lambda(ops.tanh)])
    model.build((None, window, 1))
    return model

# %% question="q4"
import tensorflow as tf

data = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(944).batch(64)
rnn = build_rnn()
rnn.compile(keras.optimizers.RMSprop(0.005), "mse", metrics=["mae"])
rnn_history = rnn.fit(data, epochs=100, verbose=0, validation_data=(x_test, y_test))

# %% question="q5"
class Attention(keras.layers.Layer):
    def build(self, input_shape):
        _, time, features = input_shape
        self.W = self.add_weight(name="W", shape=(features, 1), initializer="he_normal")
        self.b = self.add_weight(name="b", shape=(time, 1), initializer="random_normal")

    def call(self, x, return_weights=False):
        e = keras.activations.tanh(x @ self.W + self.b)
        a = keras.activations.softmax(e, axis=-2)
        c = ops.squeeze(ops.matmul(ops.transpose(x, (0, 2, 1)), a), axis=-1)
        if return_weights:
            return (c, a)
        return c

# %% question="q6"
class Model(keras.Model):
    def __init__(self, attention, units, **kwargs):
        super().__init__(**kwargs)
        self.mid = attention
        self.out = layers.Dense(1, activation="tanh")
        self.rnn = layers.SimpleRNN(units, return_sequences=True)

    def call(self, x):
        return self.out(self.mid(self.rnn(x)))


def build_attention(attention, window=20, units=2):
    model = Model(attention, units)
    model(np.zeros((1, window, 1), dtype="float32"))
    return model

# %% question="q7"
attention_model = build_attention(Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=944, epochs=1500, verbose=0)
