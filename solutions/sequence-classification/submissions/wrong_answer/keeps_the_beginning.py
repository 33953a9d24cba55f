# ---
# misconception: A long review keeps its first words instead of its last.
# loses: {q3: 1.5}
# feedback: "Cut at the front: the last `length` ids stay."
# ---

# %% question="q3"
def build_vocabulary(texts, size):
    counter = Counter(word for text in texts for word in tokenize(text))
    return {word: id_ for id_, (word, _) in enumerate(counter.most_common(size - 2), start=2)}


def vectorise(texts, vocabulary, length):
    rows = np.zeros((len(texts), length), dtype="int64")
    for row, text in zip(rows, texts):
        found = [vocabulary.get(word, 1) for word in tokenize(text)][:length]
        row[: len(found)] = found
    return rows


def prepare(train_texts, other_texts, size, length):
    vocabulary = build_vocabulary(train_texts, size)
    return vocabulary, vectorise(train_texts, vocabulary, length), vectorise(other_texts, vocabulary, length)
