# ---
# about: "The layers are read by forward hooks; the attention is computed from queries and keys, with its softmax written out."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    encoding = tokenizer(sentence, return_offsets_mapping=True)
    seen = -1
    for number in sorted({n for n in encoding.word_ids() if n is not None}):
        first, last = encoding.word_to_tokens(number).start, encoding.word_to_tokens(number).end
        span = encoding.word_to_chars(number)
        if sentence[span.start : span.end].lower() == word.lower():
            seen += 1
            if seen == occurrence:
                return list(range(first, last))

# %% question="q3"
def layer_vectors(sentences, positions):
    seen = []
    note = lambda module, inputs, output: seen.append(output[0] if isinstance(output, tuple) else output)
    hooks = [part.register_forward_hook(note) for part in (model.embeddings, *model.encoder.layer)]
    try:
        with torch.no_grad():
            model(**tokenizer(sentences, padding=True, return_tensors="pt"))
    finally:
        for hook in hooks:
            hook.remove()
    return torch.stack([torch.stack([s[i, p].mean(0) for s in seen]) for i, p in enumerate(positions)])

# %% question="q4"
def separation(vectors, senses):
    import itertools

    pairs = list(itertools.combinations(range(len(senses)), 2))
    aucs = []
    for layer in range(np.shape(vectors)[1]):
        cosines = np.asarray(cosine_matrix(vectors[:, layer], vectors[:, layer]), dtype=float)
        same = np.array([cosines[p] for p in pairs if senses[p[0]] == senses[p[1]]])
        other = np.array([cosines[p] for p in pairs if senses[p[0]] != senses[p[1]]])
        aucs.append(np.heaviside(np.subtract.outer(same, other), 0.5).mean())
    return torch.tensor(aucs)


def best_layer(aucs):
    return max(range(np.shape(aucs)[1]), key=lambda layer: np.median([np.mean(np.asarray(aucs)[:, layer])]))

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="pt")
    with torch.no_grad():
        states = model(**batch, output_hidden_states=True).hidden_states[layer - 1][0]
        attend = model.encoder.layer[layer - 1].attention.self
        q, k = (part(states).unflatten(-1, (12, 32))[:, head] for part in (attend.query, attend.key))
    scores = (q @ k.T / np.sqrt(32)).numpy()
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return [batch.tokens(), powers / powers.sum(axis=1, keepdims=True)]


def looks_at(weights, positions, skip):
    allowed = np.setdiff1d(np.arange(len(weights)), skip)
    return allowed[np.asarray(weights)[np.ix_(positions, allowed)].mean(axis=0).argmax()]

# %% question="q9"
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


def two_ways(x, forwards, backwards, lengths):
    def read(layer, states):
        packed = pack_padded_sequence(states, lengths, batch_first=True, enforce_sorted=False)
        return pad_packed_sequence(layer(packed)[0], batch_first=True, total_length=x.shape[1])[0]

    def turn(states):
        states = states.clone()
        for i, n in enumerate(lengths):
            states[i, :n] = torch.flip(states[i, :n], [0])
        return states

    result = x.new_zeros(len(x), len(forwards) + 1, x.shape[1], 2 * x.shape[2])
    result[:, 0] = x.repeat(1, 1, 2)
    there, back = x, turn(x)
    for number, (right, left) in enumerate(zip(forwards, backwards), start=1):
        there, back = read(right, there), read(left, back)
        result[:, number] = torch.cat((there, turn(back)), 2)
    return result

# %% question="q10"
def lm_losses(states, targets, lengths, W, b):
    padding = torch.arange(targets.shape[1]) >= torch.tensor(lengths)[:, None]
    asked = targets.masked_fill(padding, -100)
    size = states.shape[2] // 2
    after, before = asked[:, 1:], asked[:, :-1].masked_fill(padding[:, 1:], -100)
    losses = []
    for h, right in [(states[:, :-1, :size], after), (states[:, 1:, size:], before)]:
        scores = (h @ W.T + b).flatten(0, 1)
        losses.append(nn.CrossEntropyLoss()(scores, right.flatten()))
    return losses[0], losses[1]

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    powers = np.exp(np.array(s) - max(s))
    return gamma * sum(p * vectors[:, l] for l, p in enumerate(powers)) / sum(powers)
