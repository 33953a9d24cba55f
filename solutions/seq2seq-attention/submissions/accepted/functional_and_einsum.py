# ---
# about: Regular expressions; a functional encoder whose embedding makes the mask; einsum and a softmax written out; a subclassed decoder model; RMSprop.
# ---

# %% question="q1"
import re


def tokens(text):
    return re.findall(r"[0-9,]|[^\W\d_]+", text.lower())


def text_ids(texts, words, length):
    place = dict(zip(words, range(len(words))))
    rows = [[place.get(token, 1) for token in tokens(text)] for text in texts]
    return keras.utils.pad_sequences(rows, maxlen=length, padding="post", truncating="post")

# %% question="q2"
def teacher_forcing(isos):
    ids = np.array([[SYMBOLS.index(symbol) for symbol in f"^{iso}$"] for iso in isos])
    return ids[:, :-1], ids[:, 1:]

# %% question="q3"
def Encoder(vocabulary_size, embedding_size, units):
    ids = keras.Input((None,), dtype="int32", name="ids")
    vectors = layers.Embedding(vocabulary_size, embedding_size, mask_zero=True)(ids)
    states, last = layers.GRU(units, return_sequences=True, return_state=True, name="reader")(vectors)
    return keras.Model(ids, [states, last])

# %% question="q4"
class AdditiveAttention(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, queries_shape, keys_shape=None, keep_shape=None):
        self.look = self.add_weight(shape=(self.units, 1), name="v")
        self.of_keys = self.add_weight(shape=(keys_shape[-1], self.units), name="U")
        self.of_queries = self.add_weight(shape=(queries_shape[-1], self.units), name="W")

    def call(self, queries, keys, keep):
        wanted = ops.einsum("bsq,qu->bsu", queries, self.of_queries)
        offered = ops.einsum("btk,ku->btu", keys, self.of_keys)
        pairs = ops.tanh(ops.expand_dims(wanted, 2) + ops.expand_dims(offered, 1))
        scores = ops.einsum("bstu,uo->bst", pairs, self.look)
        real = ops.expand_dims(keep, 1)
        largest = ops.max(ops.where(real, scores, -1e30), axis=2, keepdims=True)
        powers = ops.where(real, ops.exp(ops.minimum(scores - largest, 0)), 0.0)
        weights = powers / ops.sum(powers, axis=2, keepdims=True)
        return ops.einsum("bst,btk->bsk", weights, keys), weights

# %% question="q4b"
def with_weights(w_q, w_k, v):
    q, k, _ = (len(w) for w in (w_q, w_k, v))
    queries, keys, keep = keras.Input((None, q)), keras.Input((None, k)), keras.Input((None,), dtype="bool")
    layer = KerasAttention(len(v))
    layer(queries, keys, keep)
    layer.set_weights([np.reshape(new, old.shape) for new, old in zip([w_q, w_k, v], layer.get_weights())])
    return layer

# %% question="q5"
class Decoder(keras.Model):
    def __init__(self, vocabulary_size, embedding_size, units, attention):
        super().__init__()
        self.answer = layers.Dense(vocabulary_size, name="answer")
        self.look_back = attention
        self.writer = layers.GRU(units, return_sequences=True, return_state=True, name="writer")
        self.table = layers.Embedding(vocabulary_size, embedding_size)

    def call(self, symbols, state, states, keep):
        own, last = self.writer(self.table(symbols), initial_state=[state])
        context, weights = self.look_back(own, states, keep)
        return self.answer(layers.concatenate([own, context])), last, weights

# %% question="q6"
keras.utils.set_random_seed(3)
encoder, decoder = Encoder(len(words), EMBEDDING, UNITS), Decoder(len(SYMBOLS), EMBEDDING, UNITS, AdditiveAttention(UNITS))
symbols_in, symbols_out = teacher_forcing(iso_train)
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.RMSprop(keras.optimizers.schedules.ExponentialDecay(0.006, 120, 0.5)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    steps_per_execution=20,
)
history = model.fit([x_train, symbols_in], symbols_out, batch_size=64, epochs=7, verbose=0)

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    states, state = encoder(ids)
    symbol = np.zeros((len(ids), 1), dtype=int)
    texts, open_ = [""] * len(ids), [True] * len(ids)
    for _ in range(steps):
        logits, state, _ = decoder(symbol, state, states, ids > 0)
        symbol = keras.ops.convert_to_numpy(ops.argmax(logits, axis=-1))
        for number, chosen in enumerate(symbol[:, 0]):
            open_[number] = open_[number] and chosen != END
            if open_[number]:
                texts[number] += SYMBOLS[chosen]
    return texts
