# ---
# misconception: "Short texts are not filled up, so the rows have different lengths."
# loses: {q3: 1.5}
# feedback: "Fill short texts up with 0, so that each row has `length` ids."
# ---

# %% question="q3"
def build_vocabulary(texts, size):
    counter = Counter(word for text in texts for word in tokenize(text))
    return {word: id_ for id_, (word, _) in enumerate(counter.most_common(size - 2), start=2)}


def vectorise(texts, vocabulary, length):
    return [[vocabulary.get(word, 1) for word in tokenize(text)][-length:] for text in texts]


def prepare(train_texts, other_texts, size, length):
    vocabulary = build_vocabulary(train_texts, size)
    return vocabulary, vectorise(train_texts, vocabulary, length), vectorise(other_texts, vocabulary, length)
