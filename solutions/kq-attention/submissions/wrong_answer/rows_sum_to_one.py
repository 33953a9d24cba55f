# ---
# misconception: "The rows are divided by their sum instead of their Euclidean length."
# loses: {q1: 2}
# feedback: "Your rows sum to one. Divide by the square root of the sum of squares, so that the length is one."
# ---

# %% question="q1"
def tfidf(train_texts, other_texts):
    words = sorted({word for text in train_texts for word in text.split()})
    train = np.array([[text.split().count(word) for word in words] for text in train_texts], dtype=float)
    other = np.array([[text.split().count(word) for word in words] for text in other_texts], dtype=float)
    idf = np.log(len(train) / (train > 0).sum(axis=0))
    rows = [train * idf, other * idf]
    length = [r.sum(axis=1, keepdims=True) for r in rows]
    return [r / np.where(n > 0, n, 1) for r, n in zip(rows, length)]
