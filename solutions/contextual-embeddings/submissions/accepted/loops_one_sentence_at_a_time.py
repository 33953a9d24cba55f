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


def tell_sense(sentences, word, examples, layer):
    given, senses = [], []
    for sense in examples:
        given.extend(vectors_of(examples[sense], word)[:, layer])
        senses.extend([sense] * len(examples[sense]))
    return [nearest_sense(vectors_of([s], word)[:, layer], given, senses)[0] for s in sentences]

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
