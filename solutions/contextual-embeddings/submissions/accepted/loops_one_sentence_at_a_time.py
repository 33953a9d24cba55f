# ---
# about: "Words by regular expressions and offsets; one sentence at a time, without padding; explicit loops in float64; lists instead of arrays."
# ---

# %% question="q1"
import math
import re


def word_positions(sentence, word, occurrence=0):
    matches = list(re.finditer(rf"\b{word}\b", sentence, flags=re.IGNORECASE))
    start, end = matches[occurrence].span()
    offsets = tokenizer(sentence, return_offsets_mapping=True)["offset_mapping"]
    return [p for p, (a, b) in enumerate(offsets) if a < b and start <= a and b <= end]

# %% question="q2"
def static_vector(word):
    ids = tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word))
    total = [0.0] * 384
    for i in ids:
        for j, value in enumerate(table[i].tolist()):
            total[j] += value / len(ids)
    return total


def cosine(a, b):
    dot = sum(float(x) * float(y) for x, y in zip(a, b))
    return dot / math.sqrt(sum(float(x) ** 2 for x in a) * sum(float(y) ** 2 for y in b))


def cosine_matrix(a, b):
    return [[cosine(x, y) for y in b] for x in a]

# %% question="q3"
def layer_vectors(sentences, positions):
    result = np.zeros((len(sentences), model.config.num_hidden_layers + 1, model.config.hidden_size))
    for i, sentence in enumerate(sentences):
        with torch.no_grad():
            output = model(torch.tensor([tokenizer.encode(sentence)]), output_hidden_states=True)
        for layer, state in enumerate(output["hidden_states"]):
            for position in positions[i]:
                result[i, layer] += state[0, position].double().numpy() / len(positions[i])
    return result

# %% question="q4"
def separation(vectors, senses):
    vectors, aucs = np.asarray(vectors, dtype=np.float64), []
    for layer in range(vectors.shape[1]):
        same, other = [], []
        for i in range(len(senses)):
            for j in range(i):
                a, b = vectors[i, layer], vectors[j, layer]
                value = np.dot(a, b) / np.sqrt(np.dot(a, a) * np.dot(b, b))
                (same if senses[i] == senses[j] else other).append(value)
        points = 0.0
        for a in same:
            for b in other:
                points += 1.0 if a > b else 0.5 if a == b else 0.0
        aucs.append(points / (len(same) * len(other)))
    return aucs


def best_layer(aucs):
    sums = [sum(column) for column in zip(*aucs)]
    return sums.index(max(sums))

# %% question="q5"
def nearest_sense(vectors, given, senses):
    members = {}
    for vector, sense in zip(given, senses):
        members.setdefault(sense, []).append(np.asarray(vector, dtype=float))
    averages = {sense: sum(found) / len(found) for sense, found in members.items()}
    return [max(averages, key=lambda sense: cosine(vector, averages[sense])) for vector in vectors]


def tell_sense(vectors, examples, layer):
    given, senses = [], []
    for sense in examples:
        for example in examples[sense]:
            given.append(example[layer])
            senses.append(sense)
    return [nearest_sense([vector[layer]], given, senses)[0] for vector in vectors]

# %% question="q7"
def attention_map(sentence, layer, head):
    ids = tokenizer.encode(sentence)
    with torch.no_grad():
        weights = model(torch.tensor([ids]), output_attentions=True)["attentions"][layer - 1][0][head]
    return tokenizer.convert_ids_to_tokens(ids), weights.tolist()


def looks_at(weights, positions, skip):
    best, largest = None, -1.0
    for column in range(len(weights)):
        if column not in skip:
            mean = sum(float(weights[row][column]) for row in positions) / len(positions)
            if mean > largest:
                best, largest = column, mean
    return best

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    result = np.zeros((len(x), len(forwards) + 1, x.shape[1], 2 * x.shape[2]))
    for i, n in enumerate(lengths):
        there, back = x[i : i + 1, :n], x[i : i + 1, :n].flip(1)
        result[i, 0, :n] = np.concatenate([there[0], there[0]], axis=1)
        for level in range(len(forwards)):
            there, _ = forwards[level](there)
            back, _ = backwards[level](back)
            result[i, level + 1, :n] = np.concatenate([there[0], back[0].flip(0)], axis=1)
    return result

# %% question="q10"
def lm_losses(states, targets, lengths, W, b):
    size = W.shape[1]
    total, count = [0.0, 0.0], [0, 0]
    for i, n in enumerate(lengths):
        for t in range(n):
            for way, other in ((0, t + 1), (1, t - 1)):
                if 0 <= other < n and targets[i, other] != -100:
                    h = states[i, t, way * size : (way + 1) * size]
                    scores = W @ h + b
                    total[way] -= float(scores[targets[i, other]] - torch.logsumexp(scores, dim=0))
                    count[way] += 1
    return total[0] / count[0], total[1] / count[1]

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    largest = float(max(s))
    powers = [math.exp(float(number) - largest) for number in s]
    sums = []
    for layers in vectors:
        sums.append(gamma * sum(np.asarray(layer) * p / sum(powers) for layer, p in zip(layers, powers)))
    return sums
