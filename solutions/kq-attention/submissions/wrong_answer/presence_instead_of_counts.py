# ---
# misconception: "Only whether a word occurs is used, not how often."
# loses: {q1: 2}
# feedback: "You use 1 for every word that occurs. The formula multiplies how often it occurs with the idf."
# ---

# %% question="q1"
def tfidf(train_texts, other_texts):
    words = sorted({word for text in train_texts for word in text.split()})
    train = np.array([[text.split().count(word) for word in words] for text in train_texts], dtype=float)
    other = np.array([[text.split().count(word) for word in words] for text in other_texts], dtype=float)
    idf = np.log(len(train) / (train > 0).sum(axis=0))
    rows = [(train > 0) * idf, (other > 0) * idf]
    length = [np.linalg.norm(r, axis=1, keepdims=True) for r in rows]
    return [r / np.where(n > 0, n, 1) for r, n in zip(rows, length)]
