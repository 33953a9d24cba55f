# ---
# misconception: "The embeddings come out with time as the first axis instead of the batch."
# loses: {q1: 1}
# feedback: "The batch is the first axis: (B, T, E), as table[ids] gives it."
# ---

# %% question="q1"
def encode(sentences, vocabulary):
    tokens = [[vocabulary[word] for word in sentence.split()] for sentence in sentences]
    longest = max(len(row) for row in tokens)
    ids = torch.tensor([row + [vocabulary["<pad>"]] * (longest - len(row)) for row in tokens])
    mask = torch.tensor([[t < len(row) for t in range(longest)] for row in tokens])
    return ids, mask


def embed(ids, table):
    return table[ids.T]
