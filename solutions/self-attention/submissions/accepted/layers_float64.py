# ---
# about: "Layers of torch.nn that hold the given weights, computed in float64; results that carry a gradient."
# ---

# %% question="q1"
def encode(sentences, vocabulary):
    tokens = [s.split() for s in sentences]
    lengths = torch.tensor([len(t) for t in tokens])
    width = int(lengths.max())
    padded = [t + ["<pad>"] * (width - len(t)) for t in tokens]
    ids = torch.IntTensor([[vocabulary[w] for w in t] for t in padded])
    mask = torch.arange(width)[None, :] < lengths[:, None]
    return ids, mask


def embed(ids, table):
    layer = torch.nn.Embedding.from_pretrained(table.double(), freeze=False)
    return layer(ids)


# %% question="q2"
def rnn_states(x, w_x, w_h, b):
    rnn = torch.nn.RNN(w_x.shape[0], w_x.shape[1], batch_first=True).double()
    with torch.no_grad():
        rnn.weight_ih_l0.copy_(w_x.T)
        rnn.weight_hh_l0.copy_(w_h.T)
        rnn.bias_ih_l0.copy_(b)
        rnn.bias_hh_l0.zero_()
    states, last = rnn(x.double())
    return states


# %% question="q3"
class Scores(torch.nn.Module):
    def forward(self, states, query):
        return (states.double() * query.double().unsqueeze(1)).sum(-1)


attention_scores = Scores()


# %% question="q4"
class MaskedSoftmax(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.softmax = torch.nn.Softmax(dim=1)

    def forward(self, scores, mask):
        return self.softmax(torch.where(mask, scores.double(), -1e9))


attention_weights = MaskedSoftmax()


# %% question="q5"
def context_vectors(weights, states):
    return torch.matmul(weights.double().unsqueeze(1), states.double()).squeeze(1)


# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)
        self.softmax = MaskedSoftmax()

    def forward(self, states, mask):
        return self.softmax(self.score(states).flatten(1), mask)


# %% question="q7"
def linear(weight):
    layer = torch.nn.Linear(*weight.shape, bias=False).double()
    layer.weight = torch.nn.Parameter(weight.double().T)
    return layer


def self_attention(x, w_q, w_k, w_v, mask):
    x = x.double()
    query, key, value = linear(w_q)(x), linear(w_k)(x), linear(w_v)(x)
    scale = torch.rsqrt(torch.tensor(key.size(-1), dtype=torch.float64))
    scores = torch.bmm(query * scale, key.permute(0, 2, 1))
    scores = torch.where(mask.unsqueeze(1), scores, torch.finfo(scores.dtype).min)
    weights = torch.nn.functional.softmax(scores, dim=2)
    return torch.bmm(weights, value), weights
