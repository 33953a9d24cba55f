# ---
# misconception: "The difference of the mean cosines is returned instead of the AUC."
# loses: {q4: 2}
# feedback: "The AUC is a share of comparisons between 0 and 1, not a difference of means."
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
        aucs.append(a.mean() - b.mean())
    return np.array(aucs)



def best_layer(aucs):
    return int(np.mean(aucs, axis=0).argmax())
