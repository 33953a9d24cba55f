# ---
# about: "A copy of the model in float64; the AUC from ranks (Mann-Whitney), by searching in sorted cosines; numpy arrays of text as senses."
# ---

# %% question="q2"
import copy

wide_model = copy.deepcopy(model).double()


def static_vector(word):
    ids = tokenizer(word)["input_ids"][1:-1]
    return np.average(wide_model.get_input_embeddings().weight.detach().numpy()[ids], axis=0)


def cosine_matrix(a, b):
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return np.einsum("id,jd->ij", a, b) / np.sqrt(np.outer((a**2).sum(1), (b**2).sum(1)))

# %% question="q3"
def layer_vectors(sentences, positions):
    batch = tokenizer(sentences, padding="max_length", max_length=64, return_tensors="pt")
    with torch.inference_mode():
        states = np.stack([s.numpy() for s in wide_model(**batch, output_hidden_states=True).hidden_states])
    return np.stack([states[:, i, where].mean(axis=1) for i, where in enumerate(positions)])

# %% question="q4"
def separation(vectors, senses):
    senses, aucs = np.asarray(senses), []
    below = np.tril_indices(len(senses), k=-1)
    same = (senses[:, None] == senses)[below]
    for layer in np.moveaxis(np.asarray(vectors), 1, 0):
        cosines = cosine_matrix(layer, layer)[below].round(12)
        other = np.sort(cosines[~same])
        won = np.searchsorted(other, cosines[same], "left") + np.searchsorted(other, cosines[same], "right")
        aucs.append(won.mean() / (2 * len(other)))
    return np.array(aucs)


def best_layer(aucs):
    return np.argmax(np.sum(aucs, axis=0))

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names, numbers = np.unique(senses, return_inverse=True)
    averages = np.stack([np.asarray(given, dtype=float)[numbers == k].mean(0) for k in range(len(names))])
    return names[cosine_matrix(vectors, averages).argmax(1)]


def tell_sense(vectors, examples, layer):
    senses = np.repeat(list(examples), [len(found) for found in examples.values()])
    return nearest_sense(vectors[:, layer], np.concatenate(list(examples.values()))[:, layer], senses)

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer(sentence, return_tensors="np")
    ids = torch.tensor(batch["input_ids"])
    with torch.inference_mode():
        attentions = np.stack(wide_model(ids, output_attentions=True).attentions)
    return tuple(tokenizer.convert_ids_to_tokens(ids[0].tolist())), attentions[layer - 1, 0, head]


def looks_at(weights, positions, skip):
    order = np.argsort(-np.asarray(weights)[positions].sum(axis=0), kind="stable")
    return next(int(column) for column in order if column not in skip)

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    order = torch.arange(x.shape[1]).repeat(len(x), 1)
    ends = torch.tensor(lengths)[:, None]
    order = torch.where(order < ends, ends - 1 - order, order)
    rows = torch.arange(len(x))[:, None]
    first, second = [x], [x[rows, order]]
    for layer in forwards:
        first.append(layer(first[-1])[0])
    for layer in backwards:
        second.append(layer(second[-1])[0])
    return np.stack([np.concatenate([f, s[rows, order]], axis=2) for f, s in zip(first, second)], axis=1)

# %% question="q10"
def lm_losses(states, targets, lengths, W, b):
    states, W, b, targets = states.double().numpy(), W.double().numpy(), b.double().numpy(), targets.numpy()
    real = np.arange(targets.shape[1]) < np.array(lengths)[:, None]
    states = states.reshape(*targets.shape, 2, -1)

    def mean_loss(h, right, used):
        used = used & (right != -100)
        scores = h[used] @ W.T + b
        return np.mean(np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(scores)), right[used]])

    both = real[:, 1:]
    return [
        mean_loss(states[:, :-1, 0], targets[:, 1:], both),
        mean_loss(states[:, 1:, 1], targets[:, :-1], both),
    ]

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    s = np.asarray(s, dtype=np.float64)
    weights = np.exp(s - np.logaddexp.reduce(s))
    return gamma * np.tensordot(np.asarray(vectors, dtype=np.float64), weights, axes=(1, 0))
