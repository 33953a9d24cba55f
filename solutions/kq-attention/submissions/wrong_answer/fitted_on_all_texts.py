# ---
# misconception: "Words, n and df come from the training texts and the new texts together."
# loses: {q1: 3}
# feedback: "You fitted on the new texts too. Test data must not change anything that is learned: take words, n and df from the training texts alone."
# ---

# %% question="q1"
def tfidf(train_texts, other_texts):
    words = sorted({word for text in train_texts + other_texts for word in text.split()})
    train = np.array([[text.split().count(word) for word in words] for text in train_texts], dtype=float)
    other = np.array([[text.split().count(word) for word in words] for text in other_texts], dtype=float)
    every = np.concatenate([train, other])
    idf = np.log(len(every) / (every > 0).sum(axis=0))
    rows = [train * idf, other * idf]
    length = [np.linalg.norm(r, axis=1, keepdims=True) for r in rows]
    return [r / np.where(n > 0, n, 1) for r, n in zip(rows, length)]
