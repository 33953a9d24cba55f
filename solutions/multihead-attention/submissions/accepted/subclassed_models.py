# ---
# about: "Subclassed keras.Model with layers made in another order than they run; batched matrix products instead of einsum; keras.ops everywhere; keras.random for the draws; RMSprop and Adamax."
# ---

# %% question="q2"
def multi_head_attention(query, value, weights, mask=None):
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = [ops.convert_to_tensor(w) for w in weights]
    heads, key_dim = w_q.shape[1:]

    def project(rows, w, b):  # (batch, heads, words, size)
        width = w.shape[0]
        flat = ops.matmul(rows, ops.reshape(w, (width, -1))) + ops.reshape(b, (-1,))
        return ops.transpose(ops.reshape(flat, (*flat.shape[:2], heads, -1)), (0, 2, 1, 3))

    q, k, v = project(query, w_q, b_q), project(value, w_k, b_k), project(value, w_v, b_v)
    scores = ops.matmul(q, ops.swapaxes(k, 2, 3)) / float(key_dim) ** 0.5
    if mask is not None:
        allowed = ops.cast(ops.expand_dims(ops.convert_to_tensor(mask), 1), scores.dtype)
        scores = scores - 1e9 * (1 - allowed)
    scores = ops.softmax(scores, axis=-1)
    mixed = ops.transpose(ops.matmul(scores, v), (0, 2, 1, 3))
    mixed = ops.reshape(mixed, (*mixed.shape[:2], -1))  # the heads side by side
    return ops.matmul(mixed, ops.reshape(w_o, (-1, w_o.shape[-1]))) + b_o, scores

# %% question="q4"
def next_token_loss(targets, logits):
    targets = ops.cast(targets, "int32")
    log_p = ops.log_softmax(logits, axis=-1)
    chosen = ops.take_along_axis(log_p, ops.expand_dims(targets, -1), axis=-1)[..., 0]
    counts = ops.cast(ops.not_equal(targets, PAD), "float32") * ops.cast(ops.not_equal(targets, UNK), "float32")
    return -ops.sum(chosen * counts) / (ops.sum(counts) + 1e-9)

# %% question="q5"
class Writer(keras.Model):
    def __init__(self, vocabulary_size, width, num_heads, key_dim, value_dim):
        super().__init__()
        self.to_logits = layers.Dense(vocabulary_size)
        self.attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
        self.drop = layers.Dropout(0.3)
        self.positions = Positions()
        self.embedding = layers.Embedding(vocabulary_size, width)

    def call(self, ids, training=False):
        x = self.drop(self.positions(self.embedding(ids)), training=training)
        h = x + self.attention(query=x, value=x, key=x, use_causal_mask=True, training=training)
        return self.to_logits(self.drop(h, training=training))


def build_language_model(vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16):
    return Writer(vocabulary_size, width, num_heads, key_dim, value_dim)

# %% question="q6"
keras.utils.set_random_seed(5)
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.RMSprop(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train, y_train, batch_size=64, epochs=5, validation_data=(x_valid, y_valid), verbose=0
)

# %% question="q8"
def sample(logits, temperature=0.0):
    logits = ops.cast(ops.convert_to_tensor(logits), "float32")
    forbidden = ops.arange(logits.shape[-1]) <= START
    logits = ops.where(forbidden, -1e30, logits)
    if temperature == 0:
        return ops.argmax(logits, axis=-1)
    return keras.random.categorical(logits / temperature, 1)[:, 0]


def generate(model, prompt, n, temperature=0.0):
    text = [START] + [word_id.get(word, UNK) for word in words_of(prompt)]
    first = len(text)
    while len(text) < first + n:
        window = text[-LENGTH:]
        row = keras.utils.pad_sequences([window], LENGTH, padding="post", value=PAD)
        choice = int(sample(model(row)[:, len(window) - 1, :], temperature)[0])
        if choice == END:
            break
        text.append(choice)
    return [vocabulary[i] for i in text[first:]]

# %% question="q10"
class Judge(keras.Model):
    def __init__(self, vocabulary_size, width, filters, num_heads, key_dim, value_dim):
        super().__init__()
        self.answer = layers.Dense(1, activation="sigmoid")
        self.attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
        self.grams = layers.Conv1D(filters, 3, padding="valid", activation="elu")
        self.embedding = layers.Embedding(vocabulary_size, width)

    def call(self, ids, training=False):
        real = ops.not_equal(ids, PAD)
        x = ops.where(real[:, :, None], self.embedding(ids), 0.0)
        c = self.grams(ops.pad(x, ((0, 0), (1, 1), (0, 0))))
        c = ops.where(real[:, :, None], c, 0.0)
        g = (c[:, 0::2] + c[:, 1::2]) / 2
        keep = ops.logical_or(real[:, 0::2], real[:, 1::2])
        square = ops.logical_and(keep[:, :, None], keep[:, None, :])
        h = g + self.attention(g, g, attention_mask=square, training=training)
        share = ops.cast(keep, h.dtype) / ops.sum(ops.cast(keep, h.dtype), axis=1, keepdims=True)
        return self.answer(ops.einsum("bs,bsf->bf", share, h))


def build_classifier(
    vocabulary_size, length, width=16, filters=16, num_heads=2, key_dim=4, value_dim=8
):
    return Judge(vocabulary_size, width, filters, num_heads, key_dim, value_dim)

# %% question="q11"
keras.utils.set_random_seed(3)
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(optimizer=keras.optimizers.Adamax(0.008), loss="binary_crossentropy")
classifier_history = classifier.fit(reviews_x, reviews_y[:, None], batch_size=64, epochs=4, verbose=0)
