# ---
# misconception: "The new texts get a vocabulary and an idf of their own, so their columns mean other words."
# loses: {q1: 1.5}
# feedback: "You fitted a second time on the new texts. Their columns must be the training words, weighted with the training idf."
# ---

# %% question="q1"
def fitted(texts):
    words = sorted({word for text in texts for word in text.split()})
    counts = np.array([[text.split().count(word) for word in words] for text in texts], dtype=float)
    rows = counts * np.log(len(texts) / (counts > 0).sum(axis=0))
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


def tfidf(train_texts, other_texts):
    return fitted(train_texts), fitted(other_texts)
