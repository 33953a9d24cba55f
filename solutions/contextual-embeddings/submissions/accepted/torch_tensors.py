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


def tell_sense(sentences, word, examples, layer):
    senses = [sense for sense, found in examples.items() for _ in found]
    everything = [*sentences, *(sentence for found in examples.values() for sentence in found)]
    vectors = vectors_of(everything, word)[:, layer]
    return nearest_sense(vectors[: len(sentences)], vectors[len(sentences) :], senses)

# %% question="q7"
def attention_map(sentence, layer, head):
    batch = tokenizer([sentence], return_tensors="pt")
    return batch.tokens(0), model(**batch, output_attentions=True).attentions[layer - 1][0, head]


def looks_at(weights, positions, skip):
    row = torch.as_tensor(weights)[positions].mean(dim=0)
    allowed = torch.ones(len(row), dtype=torch.bool)
    allowed[torch.tensor(skip, dtype=torch.long)] = False
    return row.masked_fill(~allowed, float("-inf")).argmax()
