# ---
# about: TensorFlow's own functions in float64, one matrix for queries, keys and values, heads cut by reshape; decoding in a buffer of full length; a training loop of its own.
# ---

# %% question="q1"
import tensorflow as tf


def positional_encoding(length, width):
    column = tf.range(width, dtype=tf.float64)
    even = column - tf.math.floormod(column, 2)
    angle = tf.range(length, dtype=tf.float64)[:, None] * 10000.0 ** (-even / width)
    return tf.where(column == even, tf.sin(angle), tf.cos(angle))

# %% question="q2"
class TokenAndPosition(keras.layers.Layer):
    def __init__(self, vocabulary_size, max_length, width):
        super().__init__(dtype="float64")
        self.table = self.add_weight(shape=(vocabulary_size, width), initializer="uniform")
        self.order = self.add_weight(shape=(max_length, width), initializer="uniform")

    def call(self, ids):
        ids = tf.cast(ids, tf.int32)
        return tf.gather(tf.convert_to_tensor(self.table), ids) + tf.convert_to_tensor(self.order)[: tf.shape(ids)[1]]

# %% question="q3"
def cut(x, heads):
    """(batch, time, width) to (batch, heads, time, width / heads)."""
    batch, time = tf.shape(x)[0], tf.shape(x)[1]
    return tf.transpose(tf.reshape(x, (batch, time, heads, x.shape[-1] // heads)), (0, 2, 1, 3))


def attend(query, key, value, heads, closed):
    """`closed` is 1 where a key is hidden, and broadcasts to (batch, heads, queries, keys)."""
    query, key, value = cut(query, heads), cut(key, heads), cut(value, heads)
    logits = tf.matmul(query, key, transpose_b=True) / tf.sqrt(tf.cast(query.shape[-1], query.dtype))
    weights = tf.nn.softmax(logits - 1e9 * tf.cast(closed, logits.dtype), axis=-1)
    mixed = tf.transpose(tf.matmul(weights, value), (0, 2, 1, 3))
    return tf.reshape(mixed, (tf.shape(mixed)[0], tf.shape(mixed)[1], heads * value.shape[-1])), weights


def dense(units, **more):
    return keras.layers.Dense(units, dtype="float64", **more)


def norm():
    return keras.layers.LayerNormalization(dtype="float64", epsilon=1e-5)


class EncoderBlock(keras.layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__(dtype="float64")
        self.n = heads
        self.qkv, self.out = dense(3 * width), dense(width)
        self.up, self.down = dense(hidden, activation=tf.nn.relu), dense(width)
        self.ln = [norm(), norm()]

    def call(self, x, mask=None):
        closed = tf.constant(0.0) if mask is None else 1 - tf.cast(mask, tf.float64)[:, tf.newaxis, tf.newaxis]
        mixed, _ = attend(*tf.split(self.qkv(x), 3, axis=-1), self.n, closed)
        x = self.ln[0](tf.add(x, self.out(mixed)))
        return self.ln[1](tf.add(x, self.down(self.up(x))))

# %% question="q4"
class DecoderBlock(keras.layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__(dtype="float64")
        self.n = heads
        self.qkv, self.out = dense(3 * width), dense(width)
        self.q, self.kv, self.cross_out = dense(width), dense(2 * width), dense(width)
        self.up, self.down = dense(hidden, activation=tf.nn.relu), dense(width)
        self.ln = [norm(), norm(), norm()]

    def call(self, x, encoded, encoded_mask=None, return_scores=False):
        time = tf.shape(x)[1]
        future = 1 - tf.linalg.band_part(tf.ones((time, time), tf.float64), -1, 0)
        mixed, _ = attend(*tf.split(self.qkv(x), 3, axis=-1), self.n, future)
        x = self.ln[0](tf.add(x, self.out(mixed)))
        padding = tf.constant(0.0) if encoded_mask is None else 1 - tf.cast(encoded_mask, tf.float64)[:, tf.newaxis, tf.newaxis]
        mixed, scores = attend(self.q(x), *tf.split(self.kv(encoded), 2, axis=-1), self.n, padding)
        x = self.ln[1](tf.add(x, self.cross_out(mixed)))
        x = self.ln[2](tf.add(x, self.down(self.up(x))))
        return (x, scores) if return_scores else x

# %% question="q4b"
def target_mask(written, pad):
    time = tf.shape(written)[1]
    causal = tf.linalg.band_part(tf.ones((time, time), tf.float64), -1, 0)
    return tf.cast(causal * tf.cast(tf.not_equal(written, pad), tf.float64)[:, tf.newaxis], tf.bool)


def masked_loss(scores, targets, pad):
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=tf.cast(scores, tf.float64))
    return tf.reduce_mean(tf.boolean_mask(losses, tf.not_equal(targets, pad)))

# %% question="q5"
def shift_right(targets, start):
    return np.pad(np.asarray(targets), ((0, 0), (1, 0)), constant_values=start)[:, :-1]


def greedy_decode(model, source, length, start):
    buffer = np.zeros((len(source), length + 1), dtype="int32")
    buffer[:, 0] = start
    for place in range(length):
        scores = model.predict([source, buffer[:, :length]], verbose=0)
        buffer[:, place + 1] = np.argmax(scores[:, place], axis=1)
    return buffer[:, 1:].tolist()

# %% question="q6"
class Transformer(keras.Model):
    def __init__(self):
        super().__init__(dtype="float64")
        self.read = TokenAndPosition(len(vocabulary), SOURCE_LENGTH, 32)
        self.encode = EncoderBlock(32, 2, 64)
        self.recall = TokenAndPosition(DIGITS, TARGET_LENGTH, 32)
        self.decode = DecoderBlock(32, 2, 64)
        self.say = dense(DIGITS)

    def call(self, inputs):
        source, written = inputs
        mask = tf.not_equal(source, 0)
        return self.say(self.decode(self.recall(written), self.encode(self.read(source), mask=mask), encoded_mask=mask))


keras.utils.set_random_seed(3)
transformer = Transformer()
optimizer = keras.optimizers.Nadam(keras.optimizers.schedules.PolynomialDecay(0.004, 8 * 46))
y_input = shift_right(y_train, START)
transformer([x_train[:2], y_input[:2]])
optimizer.build(transformer.trainable_variables)


@tf.function
def learn(source, written, target):
    with tf.GradientTape() as tape:
        scores = transformer([source, written], training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=scores))
    gradients = tape.gradient(loss, transformer.trainable_variables)
    optimizer.apply_gradients(zip(gradients, transformer.trainable_variables))
    return loss


class history:
    history = {"loss": []}


for epoch in range(8):
    order, total = np.random.permutation(len(x_train)), 0.0
    for rows in np.split(order[:2944], 46):
        total += float(learn(x_train[rows], y_input[rows], y_train[rows]))
    history.history["loss"].append(total / 46)
