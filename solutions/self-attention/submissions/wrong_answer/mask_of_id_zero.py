# ---
# misconception: "The mask is False where an id is 0, whatever the id of the padding is."
# loses: {q1: 0.5}
# feedback: "Your mask looks for the id 0, but padding has the id that the vocabulary gives it, and a word may have 0."
# ---

# %% question="q1"
def encode(sentences, vocabulary):
    tokens = [[vocabulary[word] for word in sentence.split()] for sentence in sentences]
    longest = max(len(row) for row in tokens)
    ids = torch.tensor([row + [vocabulary["<pad>"]] * (longest - len(row)) for row in tokens])
    return ids, ids != 0


def embed(ids, table):
    return table[ids]
