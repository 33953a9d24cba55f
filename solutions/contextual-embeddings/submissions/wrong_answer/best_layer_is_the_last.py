# ---
# misconception: "The last layer is taken to be the best."
# loses: {q4: 0.5}
# feedback: "Choose by the measure: the last layer need not be the best."
# ---

# %% question="q4"
def separation(vectors, senses):
    vectors = np.asarray(vectors, dtype=float)
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    same = np.equal.outer(np.array(senses), np.array(senses))
    pairs = ~np.eye(len(senses), dtype=bool)
    aucs = []
    for layer in range(vectors.shape[1]):
        cosines = vectors[:, layer] @ vectors[:, layer].T
        a, b = cosines[pairs & same], cosines[pairs & ~same]
        aucs.append(np.mean(a[:, None] > b) + np.mean(a[:, None] == b) / 2)
    return np.array(aucs)


def best_layer(aucs):
    return np.shape(aucs)[1] - 1
