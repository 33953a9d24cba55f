# ---
# misconception: Unknown words get the id 0, as if nothing stood there.
# loses: {q3: 1.5}
# feedback: "An unknown word is a word: its id is 1. 0 is for padding."
# ---

# %% question="q3"
def build_vocabulary(texts, size):
    counter = Counter(word for text in texts for word in tokenize(text))
    return {word: id_ for id_, (word, _) in enumerate(counter.most_common(size - 2), start=2)}


def vectorise(texts, vocabulary, length):
    rows = np.zeros((len(texts), length), dtype="int64")
    for row, text in zip(rows, texts):
        found = [vocabulary.get(word, 0) for word in tokenize(text)][-length:]
        row[: len(found)] = found
    return rows


def prepare(train_texts, other_texts, size, length):
    vocabulary = build_vocabulary(train_texts, size)
    return vocabulary, vectorise(train_texts, vocabulary, length), vectorise(other_texts, vocabulary, length)
