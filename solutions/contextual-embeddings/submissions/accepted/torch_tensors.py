# ---
# about: "Everything in torch, and tensors as results; words are put together again from their ## pieces."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    groups = []
    for position, token in enumerate(tokenizer.convert_ids_to_tokens(tokenizer(sentence)["input_ids"])):
        if token.startswith("##"):
            groups[-1][0] += token[2:]
            groups[-1][1].append(position)
        else:
            groups.append([token, [position]])
    return [where for text, where in groups if text == word.lower()][occurrence]

# %% question="q2"
from torch.nn import functional as F


def static_vector(word):
    ids = tokenizer(word, add_special_tokens=False, return_tensors="pt")["input_ids"]
    return model.embeddings.word_embeddings(ids)[0].mean(dim=0)


def cosine_matrix(a, b):
    return F.normalize(torch.as_tensor(a), dim=1) @ F.normalize(torch.as_tensor(b), dim=1).T

# %% question="q3"
def layer_vectors(sentences, positions):
    batch = tokenizer(sentences, padding="longest", return_tensors="pt")
    weights = torch.zeros(batch["input_ids"].shape)
    for row, where in zip(weights, positions):
        row[where] = 1 / len(where)
    states = model(**batch, output_hidden_states=True).hidden_states
    return torch.einsum("lbtd,bt->bld", torch.stack(states), weights)

# %% question="q4"
def separation(vectors, senses):
    unit = F.normalize(torch.as_tensor(vectors), dim=-1).transpose(0, 1)
    cosines = unit @ unit.transpose(1, 2)
    names = sorted(set(senses))
    numbers = torch.tensor([names.index(sense) for sense in senses])
    same = numbers[:, None] == numbers
    upper = torch.ones_like(same).triu(diagonal=1)
    first, second = cosines[:, upper & same], cosines[:, upper & ~same]
    return ((torch.sign(first[:, :, None] - second[:, None, :]) + 1) / 2).mean(dim=(1, 2))


def best_layer(aucs):
    return torch.as_tensor(aucs).mean(dim=0).argmax()

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = sorted(set(senses))
    one_hot = F.one_hot(torch.tensor([names.index(sense) for sense in senses])).float()
    averages = one_hot.T @ torch.as_tensor(given).float() / one_hot.sum(dim=0)[:, None]
    cosines = F.cosine_similarity(torch.as_tensor(vectors).float()[:, None], averages[None], dim=-1)
    return [names[k] for k in cosines.argmax(dim=1).tolist()]


def tell_sense(vectors, examples, layer):
    senses = [sense for sense, found in examples.items() for _ in found]
    given = torch.cat([torch.as_tensor(found)[:, layer] for found in examples.values()])
    return nearest_sense(torch.as_tensor(vectors)[:, layer], given, senses)

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer([sentence], return_tensors="pt")
    return batch.tokens(0), model(**batch, output_attentions=True).attentions[layer - 1][0, head]


def looks_at(weights, positions, skip):
    row = torch.as_tensor(weights)[positions].mean(dim=0)
    allowed = torch.ones(len(row), dtype=torch.bool)
    allowed[torch.tensor(skip, dtype=torch.long)] = False
    return row.masked_fill(~allowed, float("-inf")).argmax()

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    from torch.nn.utils.rnn import pad_sequence, unpad_sequence

    def turned(states):
        rows = [row.flip(0) for row in unpad_sequence(states, torch.tensor(lengths), batch_first=True)]
        return pad_sequence(rows, batch_first=True)

    first, second = [x], [turned(x)]
    for forward in forwards:
        first.append(forward(first[-1])[0])
    for backward in backwards:
        second.append(backward(second[-1])[0])
    turned_back = [F.pad(turned(s), (0, 0, 0, x.shape[1] - max(lengths))) for s in second]
    return torch.cat([torch.stack(first, 1), torch.stack(turned_back, 1)], dim=-1)

# %% question="q10"
def lm_losses(states, targets, lengths, W, b):
    there, back = (F.log_softmax(half @ W.T + b, dim=-1) for half in states.chunk(2, dim=-1))
    forward = torch.cat([there[i, range(n - 1)][targets[i, 1:n] >= 0] for i, n in enumerate(lengths)])
    backward = torch.cat([back[i, range(1, n)][targets[i, : n - 1] >= 0] for i, n in enumerate(lengths)])
    after = torch.cat([targets[i, 1:n] for i, n in enumerate(lengths)])
    before = torch.cat([targets[i, : n - 1] for i, n in enumerate(lengths)])
    return F.nll_loss(forward, after[after >= 0]), F.nll_loss(backward, before[before >= 0])

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    weights = torch.softmax(torch.as_tensor(s), dim=0)
    return gamma * (torch.as_tensor(vectors) * weights[:, None]).sum(dim=1)
