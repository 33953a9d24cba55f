# ---
# about: A loop over the keys, an unrolled encoder, a subclassed model for training, other sizes, batches of 32, and two calls of fit.
# ---

# %% question="q2"
def teacher_forcing(isos):
    reads, answers = [], []
    for iso in isos:
        numbers = [SYMBOLS.index(symbol) for symbol in iso]
        reads.append([START] + numbers)
        answers.append(numbers + [END])
    return np.array(reads), np.array(answers)

# %% question="q3"
class Encoder(layers.Layer):
    def __init__(self, vocabulary_size, embedding_size, units):
        super().__init__()
        self.cell = layers.GRU(units, return_sequences=True, return_state=True, unroll=True)
        self.lookup = layers.Embedding(vocabulary_size, embedding_size)

    def call(self, ids):
        keep = ops.not_equal(ids, 0)
        states = self.cell(self.lookup(ids), mask=keep)[0]
        return states, states[:, -1]  # Keras repeats the state at padding

# %% question="q4"
class AdditiveAttention(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.W_q = layers.Dense(units, use_bias=False)
        self.W_k = layers.Dense(units, use_bias=False)
        self.v = layers.Dense(1, use_bias=False)

    def call(self, queries, keys, keep):
        asked = self.W_q(queries)
        columns = [self.v(ops.tanh(asked + self.W_k(keys[:, j : j + 1]))) for j in range(keys.shape[1])]
        scores = ops.concatenate(columns, axis=-1)
        weights = ops.softmax(ops.where(ops.expand_dims(keep, 1), scores, ops.full_like(scores, -1e30)))
        context = sum(weights[:, :, j : j + 1] * keys[:, j : j + 1] for j in range(keys.shape[1]))
        return context, weights

# %% question="q4b"
def with_weights(w_q, w_k, v):
    layer = KerasAttention(units=v.size)
    layer.W_q.build((None, None, w_q.shape[0]))
    layer.W_k.build((None, None, w_k.shape[0]))
    layer.attention.build([(None, None, v.size), (None, None, w_k.shape[0]), (None, None, v.size)])
    layer.W_q.set_weights([w_q])
    layer.W_k.set_weights([w_k])
    layer.attention.set_weights([np.squeeze(v, axis=1)])
    return layer

# %% question="q6"
class Translator(keras.Model):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder

    def call(self, inputs):
        ids, symbols = inputs
        states, last = self.encoder(ids)
        return self.decoder(symbols, last, states, ids != 0)[0]


keras.utils.set_random_seed(8)
encoder, decoder = Encoder(len(words), 48, 48), Decoder(len(SYMBOLS), 48, 48, AdditiveAttention(40))
model = Translator(encoder, decoder)
pair = teacher_forcing(iso_train)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(optimizer=keras.optimizers.Nadam(0.005), loss=loss)
history = model.fit([x_train, pair[0]], pair[1], batch_size=32, epochs=4, verbose=0)
model.optimizer.learning_rate = 0.0005
model.fit([x_train, pair[0]], pair[1], batch_size=64, epochs=1, verbose=0)
