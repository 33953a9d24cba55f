# ---
# about: "NumPy and explicit loops over sentences and heads; lists instead of arrays; np.random.choice row by row; a loss from log-sum-exp and one-hot rows; a causal mask that is made by hand."
# ---

# %% question="q1"
def attention_shapes(batch, queries, keys, width, num_heads):
    return [[batch, queries, width], [batch, num_heads, queries, keys]]


def count_parameters(width, num_heads, key_dim, value_dim=None, key_width=None):
    value_dim = value_dim or key_dim
    key_width = key_width or width
    shapes = [
        (width, num_heads, key_dim), (num_heads, key_dim),
        (key_width, num_heads, key_dim), (num_heads, key_dim),
        (key_width, num_heads, value_dim), (num_heads, value_dim),
        (num_heads, value_dim, width), (width,),
    ]
    return sum(np.prod(shape) for shape in shapes)

# %% question="q2"
def multi_head_attention(query, value, weights, mask=None):
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = (np.asarray(w, dtype="float64") for w in weights)
    outputs, all_scores = [], []
    for s in range(len(query)):
        output, of_heads = 0, []
        for h in range(w_q.shape[1]):
            q = query[s] @ w_q[:, h] + b_q[h]
            k = value[s] @ w_k[:, h] + b_k[h]
            v = value[s] @ w_v[:, h] + b_v[h]
            e = q @ k.T / q.shape[1] ** 0.5
            if mask is not None:
                e[~np.asarray(mask[s], dtype=bool)] = -1e9
            e = np.exp(e - e.max(axis=1)[:, None])
            e = e / e.sum(axis=1)[:, None]
            of_heads.append(e)
            output = output + e @ v @ w_o[h]
        outputs.append(output + b_o)
        all_scores.append(of_heads)
    return outputs, all_scores

# %% question="q3"
def split_last(ids):
    x, y = [], []
    for row in ids:
        *before, last = row
        x.append(before)
        y.append(last)
    return x, y


def inputs_and_targets(ids):
    x = [[int(row[t]) for t in range(len(row) - 1)] for row in ids]
    y = [[int(row[t + 1]) for t in range(len(row) - 1)] for row in ids]
    return x, y

# %% question="q4"
def next_token_loss(targets, logits):
    targets = ops.cast(targets, "int32")
    log_sum = ops.logsumexp(logits, axis=-1)
    chosen = ops.sum(logits * ops.one_hot(targets, logits.shape[-1], dtype=logits.dtype), axis=-1)
    counts = ops.logical_not(ops.logical_or(ops.equal(targets, PAD), ops.equal(targets, UNK)))
    n = ops.sum(ops.cast(counts, logits.dtype))
    total = ops.sum(ops.where(counts, log_sum - chosen, 0.0))
    return ops.where(n > 0, total / ops.where(n > 0, n, 1.0), 0.0)

# %% question="q5"
def build_language_model(vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16):
    triangle = np.tri(length, dtype=bool)[None]
    tokens = keras.Input(shape=(length,))
    embedded = layers.Embedding(vocabulary_size, width, name="words")(tokens)
    embedded = layers.Dropout(0.2)(Positions(name="places")(embedded))
    looked = layers.MultiHeadAttention(num_heads, key_dim, value_dim, dropout=0.1, name="heads")(
        embedded, embedded, embedded, attention_mask=triangle
    )
    summed = layers.Dropout(0.3)(layers.Add()([embedded, looked]))
    return keras.Model(inputs=tokens, outputs=layers.Dense(vocabulary_size, name="logits")(summed))

# %% question="q8"
def sample(logits, temperature=0.0):
    chosen = []
    for row in np.asarray(logits):
        row = np.asarray(row, dtype=float)
        allowed = np.arange(len(row))[3:]
        if temperature == 0:
            chosen.append(allowed[np.argmax(row[3:])])
            continue
        p = np.exp((row[3:] - row[3:].max()) / temperature)
        chosen.append(np.random.choice(allowed, p=p / p.sum()))
    return chosen


def generate(model, prompt, n, temperature=0.0):
    words = words_of(prompt)
    start = len(words)
    for _ in range(n):
        tokens = ([START] + [word_id[w] if w in word_id else UNK for w in words])[-LENGTH:]
        padded = tokens + [PAD] * (LENGTH - len(tokens))
        logits = np.array(model(np.array([padded])))[0]
        choice = sample(logits[len(tokens) - 1 : len(tokens)], temperature)[0]
        if choice == END:
            break
        words.append(vocabulary[choice])
    return words[start:]
