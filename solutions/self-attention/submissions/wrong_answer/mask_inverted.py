# ---
# misconception: "The mask is True for padding instead of for words."
# loses: {q1: 1}
# feedback: "The mask says where real words are: True for words, False for padding."
# ---

# %% question="q1"
def encode(sentences, vocabulary):
    tokens = [[vocabulary[word] for word in sentence.split()] for sentence in sentences]
    longest = max(len(row) for row in tokens)
    ids = torch.tensor([row + [vocabulary["<pad>"]] * (longest - len(row)) for row in tokens])
    return ids, ids == vocabulary["<pad>"]


def embed(ids, table):
    return table[ids]
