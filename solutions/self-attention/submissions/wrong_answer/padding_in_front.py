# ---
# misconception: "Sentences are padded at the front instead of the end."
# loses: {q1: 2}
# feedback: "Padding belongs at the end of a sentence, after its words."
# ---

# %% question="q1"
def encode(sentences, vocabulary):
    tokens = [[vocabulary[word] for word in sentence.split()] for sentence in sentences]
    longest = max(len(row) for row in tokens)
    ids = torch.tensor([[vocabulary["<pad>"]] * (longest - len(row)) + row for row in tokens])
    return ids, ids != vocabulary["<pad>"]


def embed(ids, table):
    return table[ids]
