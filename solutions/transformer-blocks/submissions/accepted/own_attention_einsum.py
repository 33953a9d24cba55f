# ---
# about: Attention written with einsum and weights of its own, no biases, a layer normalisation written out; functional model with a softmax at its end.
# ---

# %% question="q1"
def positional_encoding(length, width):
    places = ops.arange(length, dtype="float32")
    rates = ops.exp(-np.log(10000.0) * ops.arange(0, width, 2, dtype="float32") / width)
    angles = ops.einsum("t,i->ti", places, rates)
    return ops.reshape(ops.stack([ops.sin(angles), ops.cos(angles)], axis=2), (length, width))

# %% question="q2"
class TokenAndPosition(layers.Layer):
    def __init__(self, vocabulary_size, max_length, width):
        super().__init__()
        self.P = self.add_weight(name="P", shape=(max_length, width), initializer="uniform")
        self.E = self.add_weight(name="E", shape=(vocabulary_size, width), initializer="uniform")

    def call(self, ids):
        return ops.take(self.E, ids, axis=0) + self.P[: ids.shape[1] or ops.shape(ids)[1]]

# %% question="q3"
class Norm(layers.Layer):
    def __init__(self, width):
        super().__init__()
        self.scale = self.add_weight(shape=(width,), initializer="ones")
        self.shift = self.add_weight(shape=(width,), initializer="zeros")

    def call(self, x):
        centred = x - ops.mean(x, axis=-1, keepdims=True)
        return self.scale * centred / ops.sqrt(ops.mean(centred**2, axis=-1, keepdims=True) + 1e-5) + self.shift


class Heads(layers.Layer):
    def __init__(self, width, heads):
        super().__init__()
        size = width // heads
        self.q = self.add_weight(shape=(width, heads, size), initializer="glorot_uniform")
        self.k = self.add_weight(shape=(width, heads, size), initializer="glorot_uniform")
        self.v = self.add_weight(shape=(width, heads, size), initializer="glorot_uniform")
        self.o = self.add_weight(shape=(heads, size, width), initializer="glorot_uniform")

    def call(self, asking, asked, allowed=None):
        query = ops.einsum("bqw,whd->bhqd", asking, self.q)
        key = ops.einsum("bkw,whd->bhkd", asked, self.k)
        value = ops.einsum("bkw,whd->bhkd", asked, self.v)
        scores = ops.einsum("bhqd,bhkd->bhqk", query, key) / self.q.shape[-1] ** 0.5
        if allowed is not None:
            scores = ops.where(allowed, scores, -1e9)
        weights = ops.softmax(scores, axis=-1)
        return ops.einsum("bhqk,bhkd,hdw->bqw", weights, value, self.o), weights


class EncoderBlock(layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads, self.first, self.second = Heads(width, heads), Norm(width), Norm(width)
        self.w1 = self.add_weight(shape=(width, hidden), initializer="glorot_uniform")
        self.w2 = self.add_weight(shape=(hidden, width), initializer="glorot_uniform")

    def call(self, x, mask=None):
        allowed = None if mask is None else ops.cast(mask, "bool")[:, None, None, :]
        x = self.first(x + self.heads(x, x, allowed)[0])
        return self.second(x + ops.matmul(ops.relu(ops.matmul(x, self.w1)), self.w2))

# %% question="q4"
class DecoderBlock(layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.own, self.other = Heads(width, heads), Heads(width, heads)
        self.first, self.second, self.third = Norm(width), Norm(width), Norm(width)
        self.w1 = self.add_weight(shape=(width, hidden), initializer="glorot_uniform")
        self.w2 = self.add_weight(shape=(hidden, width), initializer="glorot_uniform")

    def call(self, x, encoded, encoded_mask=None, return_scores=False):
        places = ops.arange(ops.shape(x)[1])
        x = self.first(x + self.own(x, x, places[:, None] >= places[None, :])[0])
        allowed = None if encoded_mask is None else ops.cast(encoded_mask, "bool")[:, None, None, :]
        heard, weights = self.other(x, encoded, allowed)
        x = self.second(x + heard)
        x = self.third(x + ops.matmul(ops.relu(ops.matmul(x, self.w1)), self.w2))
        return (x, weights) if return_scores else x

# %% question="q4b"
def target_mask(written, pad):
    time = written.shape[1]
    causal = ops.tril(ops.ones((time, time), dtype="int32"))
    return ops.einsum("qk,bk->bqk", causal, ops.cast(ops.not_equal(written, pad), "int32"))


def masked_loss(scores, targets, pad):
    logs = ops.log_softmax(ops.cast(scores, "float32"), axis=-1)
    chosen = ops.einsum("btw,btw->bt", logs, ops.one_hot(targets, scores.shape[-1]))
    weights = ops.cast(ops.not_equal(targets, pad), "float32")
    return -ops.sum(chosen * weights) / ops.sum(weights)

# %% question="q6"
keras.utils.set_random_seed(2)
ids, written = keras.Input((SOURCE_LENGTH,), dtype="int32"), keras.Input((TARGET_LENGTH,), dtype="int32")
mask = ids != 0
memory = EncoderBlock(32, 2, 64)(TokenAndPosition(len(vocabulary), SOURCE_LENGTH, 32)(ids), mask=mask)
answer = DecoderBlock(32, 2, 64)(TokenAndPosition(DIGITS, TARGET_LENGTH, 32)(written), memory, encoded_mask=mask)
transformer = keras.Model([ids, written], layers.Dense(DIGITS, activation="softmax")(answer))
transformer.compile(optimizer="adam", loss="sparse_categorical_crossentropy", jit_compile=False)
falling = keras.callbacks.LearningRateScheduler(lambda epoch: 0.004 if epoch < 4 else 0.004 * 0.4 ** (epoch - 3))
history = transformer.fit(
    [x_train, shift_right(y_train, START)], y_train, batch_size=64, epochs=8, verbose=0, callbacks=[falling]
)
