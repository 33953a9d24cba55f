# ---
# about: TensorFlow's own functions, a training loop with GradientTape, the context before the state, and layers made in another order than they run.
# ---

# %% question="q1"
from itertools import groupby


def tokens(text):
    found = []
    for is_word, letters in groupby(text.lower(), str.isalpha):
        found += ["".join(letters)] if is_word else [c for c in letters if c in "0123456789,"]
    return found


def text_ids(texts, words, length):
    lists = [tokens(text)[:length] for text in texts]
    return np.array(
        [[words.index(t) if t in words else 1 for t in row] + [0] * (length - len(row)) for row in lists]
    )

# %% question="q2"
def teacher_forcing(isos):
    numbers = np.array([list(map(SYMBOLS.index, iso)) for iso in isos])
    answers = np.pad(numbers, ((0, 0), (0, 1)), constant_values=END)
    reads = np.roll(answers, 1, axis=1)
    reads[:, 0] = START
    return reads, answers

# %% question="q3"
import tensorflow as tf


class Encoder(keras.Model):
    def __init__(self, vocabulary_size, embedding_size, units):
        super().__init__()
        self.reader = layers.RNN(layers.GRUCell(units), return_sequences=True, return_state=True)
        self.table = layers.Embedding(vocabulary_size, embedding_size)

    def call(self, ids):
        ids = tf.convert_to_tensor(ids)
        return tuple(self.reader(self.table(ids), mask=tf.cast(ids, tf.bool)))

# %% question="q4"
class AdditiveAttention(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.score = layers.Dense(1, use_bias=False)
        self.key = layers.Dense(units, use_bias=False)
        self.query = layers.Dense(units, use_bias=False)

    def call(self, queries, keys, keep):
        together = tf.expand_dims(self.query(queries), axis=2) + tf.expand_dims(self.key(keys), axis=1)
        scores = tf.reduce_sum(self.score(tf.math.tanh(together)), axis=-1)
        scores += (1 - tf.cast(keep, scores.dtype))[:, tf.newaxis] * scores.dtype.min
        weights = tf.nn.softmax(scores)
        return weights @ keys, weights

# %% question="q5"
class Decoder(keras.Model):
    def __init__(self, vocabulary_size, embedding_size, units, attention):
        super().__init__()
        self.answer = layers.Dense(vocabulary_size)
        self.attention = attention
        self.writer = layers.RNN(layers.GRUCell(units), return_sequences=True, return_state=True)
        self.table = layers.Embedding(vocabulary_size, embedding_size)

    def call(self, symbols, state, states, keep):
        own, last = self.writer(self.table(symbols), initial_state=state)
        context, weights = self.attention(own, states, keep)
        return self.answer(tf.concat([context, own], axis=2)), last, weights

# %% question="q6"
keras.utils.set_random_seed(5)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, AdditiveAttention(UNITS))
reads, answers = teacher_forcing(iso_train)
optimizer = keras.optimizers.Adam(keras.optimizers.schedules.PolynomialDecay(0.01, 360))


@tf.function
def step(ids, before, right):
    with tf.GradientTape() as tape:
        states, last = encoder(ids)
        logits, _, _ = decoder(before, last, states, ids != 0)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(right, logits))
    variables = encoder.trainable_variables + decoder.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return loss


data = tf.data.Dataset.from_tensor_slices((x_train, reads, answers)).shuffle(3840, seed=0).batch(64)
history = keras.callbacks.History()
history.history = {"loss": [float(np.mean([step(*batch) for batch in data])) for epoch in range(6)]}

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    ids = tf.constant(ids)
    states, state = encoder(ids)
    line = tf.zeros_like(ids[:, :1])
    for _ in range(steps):
        logits, state, _ = decoder(line[:, -1:], state, states, ids != 0)
        line = tf.concat([line, tf.argmax(logits, axis=-1, output_type=line.dtype)], axis=1)
    return ["".join(SYMBOLS[number] for number in row[1:]).partition("$")[0] for row in line.numpy()]
