# ---
# about: "TensorFlow's own functions inside, and both models trained by a loop with GradientTape instead of fit; sampling by the inverse of the cumulated probabilities."
# ---

# %% question="q2"
import tensorflow as tf


def multi_head_attention(query, value, weights, mask=None):
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = map(tf.constant, weights)
    q = tf.einsum("bid,dhk->bihk", query, w_q) + b_q
    k = tf.einsum("bjd,dhk->bjhk", value, w_k) + b_k
    v = tf.einsum("bjd,dhv->bjhv", value, w_v) + b_v
    logits = tf.einsum("bihk,bjhk->bhij", q * w_q.shape[2] ** -0.5, k)
    if mask is not None:
        logits = tf.where(tf.constant(mask)[:, tf.newaxis], logits, -1e9)
    scores = tf.nn.softmax(logits)
    return tf.einsum("bhij,bjhv,hvd->bid", scores, v, w_o) + b_o, scores

# %% question="q4"
import tensorflow as tf


def next_token_loss(targets, logits):
    targets = tf.cast(targets, tf.int32)
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
    return tf.math.divide_no_nan(
        tf.reduce_sum(tf.boolean_mask(losses, targets > UNK)),
        tf.reduce_sum(tf.cast(targets > UNK, losses.dtype)),
    )

# %% question="q6"
import tensorflow as tf


def train(model, loss, optimizer, x, y, batch, epochs):
    model(x[:1])
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(inputs, targets):
        with tf.GradientTape() as tape:
            value = loss(targets, model(inputs, training=True))
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return value

    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(5000, seed=4)
    means = []
    for _ in range(epochs):
        means.append(float(np.mean([step(*pair) for pair in data.batch(batch, drop_remainder=True)])))
    history = keras.callbacks.History()
    history.history = {"loss": means}
    return history


keras.utils.set_random_seed(4)
language_model = build_language_model(len(vocabulary), LENGTH)
language_history = train(
    language_model, next_token_loss, keras.optimizers.Adam(0.01), x_train, y_train, 64, 6
)

# %% question="q8"
def sample(logits, temperature=0.0):
    logits = np.asarray(logits, dtype=np.float64)[:, END:]  # the ids from END on
    if not temperature:
        return END + np.argmax(logits, axis=-1)
    p = np.exp((logits - np.max(logits, axis=-1, keepdims=True)) / temperature)
    below = np.cumsum(p / np.sum(p, axis=-1, keepdims=True), axis=-1)
    below[:, -1] = 1.0
    return END + np.sum(below <= np.random.random((len(p), 1)), axis=-1)


def generate(model, prompt, n, temperature=0.0):
    text = [START, *(word_id.get(word, UNK) for word in words_of(prompt))]
    new = []
    while len(new) < n:
        window = text[-LENGTH:]
        row = np.full((1, LENGTH), PAD)
        row[0, : len(window)] = window
        choice = int(sample(np.asarray(model(row))[:, len(window) - 1], temperature)[0])
        if choice == END:
            break
        text.append(choice)
        new.append(vocabulary[choice])
    return new

# %% question="q11"
keras.utils.set_random_seed(4)
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier_history = train(
    classifier,
    keras.losses.BinaryCrossentropy(),
    keras.optimizers.Adam(0.003),
    reviews_x,
    reviews_y[:, None].astype("float32"),
    32,
    3,
)
