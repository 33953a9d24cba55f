# ---
# misconception: "The rows keep their length, so long texts are louder than short ones."
# loses: {q1: 2.5}
# feedback: "Divide each row by its Euclidean length; without that a dot product is no cosine."
# ---

# %% question="q1"
def tfidf(train_texts, other_texts):
    words = sorted({word for text in train_texts for word in text.split()})
    train = np.array([[text.split().count(word) for word in words] for text in train_texts], dtype=float)
    other = np.array([[text.split().count(word) for word in words] for text in other_texts], dtype=float)
    idf = np.log(len(train) / (train > 0).sum(axis=0))
    rows = [train * idf, other * idf]
    length = [np.linalg.norm(r, axis=1, keepdims=True) for r in rows]
    return rows
