# ---
# about: "Explicit Python loops over sentences, positions and features; every number is computed one at a time."
# ---

# %% question="q1"
def encode(sentences, vocabulary):
    split = [sentence.split(" ") for sentence in sentences]
    longest = 0
    for tokens in split:
        if len(tokens) > longest:
            longest = len(tokens)
    ids = torch.full((len(split), longest), vocabulary["<pad>"], dtype=torch.long)
    mask = torch.zeros((len(split), longest), dtype=torch.bool)
    for i, tokens in enumerate(split):
        for j, token in enumerate(tokens):
            ids[i, j] = vocabulary[token]
            mask[i, j] = True
    return ids, mask


def embed(ids, table):
    result = table.new_zeros(ids.shape[0], ids.shape[1], table.shape[1])
    for i in range(ids.shape[0]):
        for j in range(ids.shape[1]):
            result[i, j] = table[ids[i, j]]
    return result


# %% question="q2"
def rnn_states(x, w_x, w_h, b):
    result = x.new_zeros(x.shape[0], x.shape[1], w_h.shape[1])
    for i in range(x.shape[0]):
        h = torch.zeros(w_h.shape[0], dtype=x.dtype)
        for t in range(x.shape[1]):
            h = torch.tanh(torch.matmul(x[i, t], w_x) + torch.matmul(h, w_h) + b)
            result[i, t] = h
    return result


# %% question="q3"
def attention_scores(states, query):
    rows = []
    for i in range(states.shape[0]):
        rows.append([float(torch.dot(states[i, t], query[i])) for t in range(states.shape[1])])
    return torch.tensor(rows)


# %% question="q4"
def attention_weights(scores, mask):
    weights = torch.zeros_like(scores)
    for i in range(len(scores)):
        real = [t for t in range(scores.shape[1]) if mask[i, t]]
        largest = max(scores[i, t] for t in real)
        total = sum(torch.exp(scores[i, t] - largest) for t in real)
        for t in real:
            weights[i, t] = torch.exp(scores[i, t] - largest) / total
    return weights


# %% question="q5"
def context_vectors(weights, states):
    context = torch.zeros_like(states[:, 0])
    for i in range(states.shape[0]):
        for t in range(states.shape[1]):
            context[i] += weights[i, t] * states[i, t]
    return context


# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super(PositionWeights, self).__init__()
        self.score = torch.nn.Linear(state_size, 1, bias=False)

    def forward(self, states, mask):
        rows = []
        for sentence, real in zip(states, mask):
            scores = [self.score(state)[0] if word else torch.tensor(-1e9) for state, word in zip(sentence, real)]
            rows.append(torch.softmax(torch.stack(scores), dim=0))
        return torch.stack(rows)


# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    outputs, all_weights = [], []
    for sentence, real in zip(x, mask):
        q, k, v = sentence @ w_q, sentence @ w_k, sentence @ w_v
        weights = sentence.new_zeros(len(sentence), len(sentence))
        for i in range(len(sentence)):
            if not real[i]:  # a padded query is left at zero: nobody reads it
                continue
            scores = torch.stack([q[i].dot(k[j]) for j in range(len(sentence)) if real[j]]) / k.shape[1] ** 0.5
            weights[i, real] = torch.softmax(scores, dim=0)
        outputs.append(weights @ v)
        all_weights.append(weights)
    return torch.stack(outputs), torch.stack(all_weights)
