# ---
# misconception: "A text without any known word is divided by its length 0 and becomes NaN."
# loses: {q1: 0.5}
# feedback: "A text without a known word has length 0. Leave its row at zero: one NaN spoils every sum it gets into."
# ---

# %% question="q1"
def tfidf(train_texts, other_texts):
    words = sorted({word for text in train_texts for word in text.split()})
    train = np.array([[text.split().count(word) for word in words] for text in train_texts], dtype=float)
    other = np.array([[text.split().count(word) for word in words] for text in other_texts], dtype=float)
    idf = np.log(len(train) / (train > 0).sum(axis=0))
    rows = [train * idf, other * idf]
    length = [np.linalg.norm(r, axis=1, keepdims=True) for r in rows]
    return [r / n for r, n in zip(rows, length)]
