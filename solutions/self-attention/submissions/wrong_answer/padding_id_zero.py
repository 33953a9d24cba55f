# ---
# misconception: "The id of the padding is taken to be 0 in every vocabulary."
# loses: {q1: 1}
# feedback: "Look the id of the padding up in the vocabulary; it is not 0 in every one."
# ---

# %% question="q1"
def encode(sentences, vocabulary):
    tokens = [[vocabulary[word] for word in sentence.split()] for sentence in sentences]
    longest = max(len(row) for row in tokens)
    ids = torch.zeros((len(tokens), longest), dtype=torch.long)
    for number, row in enumerate(tokens):
        ids[number, : len(row)] = torch.tensor(row)
    return ids, ids != 0


def embed(ids, table):
    return table[ids]
