# ---
# misconception: "The means are taken over the layers, so a word is chosen instead of a layer."
# loses: {q4: 1}
# feedback: "Words are axis 0: average over axis 0."
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
    return int(np.mean(aucs, axis=1).argmax())
