# ---
# about: Masks through the library's own arguments, an add-and-norm wrapper, convolutions of width 1 as feed-forward, dropout, one loop over the heads; embeddings as one-hot products.
# ---

# %% question="q2"
class TokenAndPosition(layers.Layer):
    def __init__(self, vocabulary_size, max_length, width):
        super().__init__()
        self.size = vocabulary_size
        self.E = layers.Dense(width, use_bias=False, kernel_initializer="uniform")
        self.P = layers.Dense(width, use_bias=False, kernel_initializer="uniform")
        self.E.build((None, vocabulary_size))
        self.P.build((None, max_length))
        self.longest = max_length

    def call(self, ids):
        time = ops.shape(ids)[1]
        words = self.E(ops.one_hot(ids, self.size))
        return words + self.P(ops.one_hot(ops.arange(time), self.longest))

# %% question="q3"
class AddAndNorm(layers.Layer):
    def __init__(self):
        super().__init__()
        self.add, self.norm = layers.Add(), layers.LayerNormalization()

    def call(self, x, change):
        return self.norm(self.add([x, change]))


class EncoderBlock(layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.attention = layers.MultiHeadAttention(heads, width // heads, dropout=0.02)
        self.steps = [layers.Conv1D(hidden, 1, activation="relu"), layers.Conv1D(width, 1), layers.Dropout(0.02)]
        self.after_attention, self.after_steps = AddAndNorm(), AddAndNorm()

    def call(self, x, mask=None):
        x = self.after_attention(x, self.attention(query=x, value=x, key=x, value_mask=mask))
        changed = x
        for step in self.steps:
            changed = step(changed)
        return self.after_steps(x, changed)

# %% question="q4"
class OneHead(layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.q, self.k, self.v = (layers.Dense(size) for _ in range(3))

    def call(self, asking, asked, closed):
        scores = ops.matmul(self.q(asking), ops.transpose(self.k(asked), (0, 2, 1))) / np.sqrt(self.q.units)
        weights = layers.Softmax(axis=-1)(scores, mask=ops.logical_not(closed))
        return ops.matmul(weights, self.v(asked)), weights


class DecoderBlock(layers.Layer):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.own = [OneHead(width // heads) for _ in range(heads)]
        self.cross = [OneHead(width // heads) for _ in range(heads)]
        self.join_own, self.join_cross = layers.Dense(width), layers.Dense(width)
        self.steps = keras.Sequential([layers.Dense(hidden), layers.ReLU(), layers.Dense(width)])
        self.ends = [AddAndNorm(), AddAndNorm(), AddAndNorm()]

    def call(self, x, encoded, encoded_mask=None, return_scores=False):
        time, source = ops.shape(x)[1], ops.shape(encoded)[1]
        future = ops.triu(ops.ones((time, time)), k=1)[None] > 0
        parts = [head(x, x, future)[0] for head in self.own]
        x = self.ends[0](x, self.join_own(ops.concatenate(parts, axis=-1)))
        if encoded_mask is None:
            hidden = ops.zeros((1, 1, source), dtype="bool")
        else:
            hidden = ops.logical_not(encoded_mask)[:, None, :]
        pairs = [head(x, encoded, hidden) for head in self.cross]
        x = self.ends[1](x, self.join_cross(ops.concatenate([mixed for mixed, _ in pairs], axis=-1)))
        x = self.ends[2](x, self.steps(x))
        if return_scores:
            return x, ops.stack([weights for _, weights in pairs], axis=1)
        return x

# %% question="q4b"
def target_mask(written, pad):
    batch, time = np.shape(written)
    mask = np.zeros((batch, time, time), dtype=bool)
    for query in range(time):
        mask[:, query, : query + 1] = written[:, : query + 1] != pad
    return mask


def masked_loss(scores, targets, pad):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=pad, reduction="sum")
    return loss(targets, scores) / np.count_nonzero(targets != pad)

# %% question="q5"
def shift_right(targets, start):
    shifted = np.roll(targets, 1, axis=1)
    shifted[:, 0] = start
    return shifted


def greedy_decode(model, source, length, start):
    written = [[start] for _ in source]
    for _ in range(length):
        scores = ops.convert_to_numpy(model((source, np.array(written))))
        for row, sentence in zip(scores, written):
            sentence.append(int(row[-1].argmax()))
    return np.array([sentence[1:] for sentence in written])

# %% question="q6"
keras.utils.set_random_seed(1)
inputs = {"source": keras.Input((None,), dtype="int32"), "written": keras.Input((None,), dtype="int32")}
real = ops.not_equal(inputs["source"], 0)
memory = EncoderBlock(32, 2, 64)(TokenAndPosition(len(vocabulary), SOURCE_LENGTH, 32)(inputs["source"]), mask=real)
state = DecoderBlock(32, 2, 64)(
    TokenAndPosition(DIGITS, TARGET_LENGTH, 32)(inputs["written"]), memory, encoded_mask=real
)
transformer = keras.Model(list(inputs.values()), layers.Dense(DIGITS)(state))
transformer.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False)
transformer.optimizer.learning_rate = 0.004
history = transformer.fit([x_train, shift_right(y_train, START)], y_train, batch_size=64, epochs=9, verbose=0)
transformer.optimizer.learning_rate = 0.001
transformer.fit([x_train, shift_right(y_train, START)], y_train, batch_size=64, epochs=2, verbose=0)
