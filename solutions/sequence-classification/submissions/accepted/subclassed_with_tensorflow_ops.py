# ---
# about: Subclassed keras.Model with TensorFlow ops, layers made in another order than they run; AdamW.
# ---

# %% question="q2"
def simple_rnn(x, kernel, recurrent_kernel, bias, state=None):
    x = np.asarray(x)
    h = np.zeros([len(x), len(bias)]) if state is None else np.array(state)
    everything = np.empty((len(x), x.shape[1], len(bias)))
    inputs = np.einsum("btf,fu->btu", x, kernel) + bias
    for t in range(x.shape[1]):
        h = np.tanh(inputs[:, t] + np.einsum("bu,uv->bv", h, recurrent_kernel))
        everything[:, t] = h
    return everything, everything[:, -1]

# %% question="q4"
import tensorflow as tf


def last_real(sequence, mask):
    count = tf.reduce_sum(tf.cast(mask, tf.int32), axis=1)
    return tf.gather(sequence, count - 1, batch_dims=1)


def masked_max(sequence, mask):
    sequence = tf.convert_to_tensor(sequence)
    return tf.reduce_max(tf.where(tf.cast(mask, tf.bool)[..., None], sequence, sequence.dtype.min), axis=1)

# %% question="q5"
class Reader(keras.Model):
    def __init__(self, vocabulary_size, dimensions, units):
        super().__init__()
        self.head = layers.Dense(1, activation="sigmoid")
        self.drop = layers.Dropout(0.5)
        self.both = layers.Bidirectional(layers.LSTM(units))
        self.embed = layers.Embedding(vocabulary_size, dimensions)

    def call(self, ids, training=False):
        vectors = self.drop(self.embed(ids), training=training)
        states = self.both(vectors, mask=tf.not_equal(ids, 0), training=training)
        return self.head(self.drop(states, training=training))


def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    return Reader(vocabulary_size, dimensions, units)


keras.utils.set_random_seed(5)
lstm_model = build_lstm(units=12)
lstm_model.compile(
    optimizer=keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(0.015, 5 * 16), weight_decay=0.01),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
lstm_history = lstm_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=128, epochs=5, verbose=0
)

# %% question="q6"
class Phrases(keras.Model):
    def __init__(self, vocabulary_size, dimensions, filters, width):
        super().__init__()
        self.head = layers.Dense(1, activation="sigmoid")
        self.drop = layers.Dropout(0.5)
        self.patterns = layers.Conv1D(filters, width, padding="same", activation="relu")
        self.embed = layers.Embedding(vocabulary_size, dimensions)

    def call(self, ids, training=False):
        real = tf.not_equal(ids, 0)
        vectors = tf.where(real[..., tf.newaxis], self.embed(ids), 0.0)
        windows = self.patterns(self.drop(vectors, training=training))
        return self.head(self.drop(masked_max(windows, real), training=training))


def build_conv(vocabulary_size=2000, dimensions=32, filters=32, width=3):
    return Phrases(vocabulary_size, dimensions, filters, width)


keras.utils.set_random_seed(5)
conv_model = build_conv(filters=48)
conv_model.compile(
    optimizer=keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(0.01, 6 * 32), weight_decay=0.01),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
conv_history = conv_model.fit(
    x_train, y_train, validation_data=(x_valid, y_valid), batch_size=64, epochs=6, verbose=0
)
