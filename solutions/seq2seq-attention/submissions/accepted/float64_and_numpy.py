# ---
# about: Layers in float64, NumPy for ids and decoding, a vector instead of a column for v, a logarithm of the mask, and AdamW.
# ---

# %% question="q1"
def tokens(text):
    spaced = "".join(c if c.isalpha() else f" {c} " if c.isdigit() or c == "," else " " for c in text.lower())
    return spaced.split()


def text_ids(texts, words, length):
    ids = np.zeros((len(texts), length), dtype=np.int64)
    for i, text in enumerate(texts):
        for j, token in enumerate(tokens(text)):
            if j < length:
                ids[i, j] = words.index(token) if token in words else words.index("<unk>")
    return ids

# %% question="q3"
class Encoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units):
        super().__init__(dtype="float64")
        self.embedding = layers.Embedding(vocabulary_size, embedding_size, dtype="float64")
        self.gru = layers.GRU(units, return_sequences=True, return_state=True, dtype="float64")

    def call(self, ids):
        states, last = self.gru(self.embedding(ids), mask=ops.cast(ids > 0, "bool"))
        return states, last

# %% question="q4"
class AdditiveAttention(layers.Layer):
    def __init__(self, units):
        super().__init__(dtype="float64")
        self.units = units

    def build(self, queries_shape, keys_shape=None, keep_shape=None):
        self.w = self.add_weight(name="w", shape=(queries_shape[-1], self.units))
        self.u = self.add_weight(name="u", shape=(keys_shape[-1], self.units))
        self.v = self.add_weight(name="v", shape=(self.units,), initializer="random_normal")

    def call(self, queries, keys, keep):
        pairs = ops.expand_dims(ops.matmul(queries, self.w), -2) + ops.expand_dims(ops.matmul(keys, self.u), -3)
        scores = ops.sum(ops.tanh(pairs) * self.v, axis=-1)
        scores = scores + ops.log(ops.cast(keep, "float64") + 1e-300)[:, None, :]
        weights = ops.exp(scores - ops.logsumexp(scores, axis=-1, keepdims=True))
        context = ops.sum(ops.expand_dims(weights, -1) * ops.expand_dims(keys, 1), axis=2)
        return context, weights

# %% question="q4b"
def with_weights(w_q, w_k, v):
    layer = KerasAttention(w_q.shape[1])
    layer(np.ones((2, 3, w_q.shape[0])), np.ones((2, 4, w_k.shape[0])), np.ones((2, 4)) > 0)
    layer.W_q.kernel.assign(w_q)
    layer.W_k.kernel.assign(w_k)
    layer.attention.scale.assign(v.flatten())
    return layer

# %% question="q5"
class Decoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units, attention):
        super().__init__(dtype="float64")
        self.embedding = layers.Embedding(vocabulary_size, embedding_size, dtype="float64")
        self.gru = layers.GRU(units, return_sequences=True, return_state=True, dtype="float64")
        self.attention = attention
        self.output_layer = layers.Dense(vocabulary_size, dtype="float64")

    def call(self, symbols, state, states, keep):
        own_states, last = self.gru(self.embedding(symbols), initial_state=ops.cast(state, "float64"))
        context, weights = self.attention(own_states, states, keep)
        return self.output_layer(ops.concatenate([own_states, context], axis=2)), last, weights

# %% question="q6"
keras.utils.set_random_seed(11)
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, AdditiveAttention(UNITS))
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(0.01, 360), weight_decay=1e-4),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
reads, answers = teacher_forcing(iso_train)
history = model.fit([x_train, reads], answers, batch_size=64, epochs=6, verbose=0)

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    states, state = (np.asarray(part) for part in encoder(ids))
    symbol, texts = np.zeros(len(ids), dtype="int32"), [""] * len(ids)
    writing = np.arange(len(ids))  # the rows that have not finished
    for _ in range(steps):
        if not len(writing):
            break
        logits, state, _ = decoder(symbol[:, None], state, states[writing], ids[writing] != 0)
        symbol = np.asarray(logits)[:, 0].argmax(axis=-1)
        go_on = symbol != END
        writing, symbol, state = writing[go_on], symbol[go_on], np.asarray(state)[go_on]
        for row, chosen in zip(writing, symbol):
            texts[row] += SYMBOLS[chosen]
    return texts
