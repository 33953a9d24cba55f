# ---
# misconception: "Pairs are compared one by one in the order in which they come, not each with each."
# loses: {q4: 2}
# feedback: "Compare every same-sense pair with every mixed one, not only the pairs of equal number."
# ---

# %% question="q4"
def separation(vectors, senses):
    vectors = np.asarray(vectors, dtype=float)
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    same = np.equal.outer(np.array(senses), np.array(senses))
    pairs = np.triu(np.ones_like(same), 1)
    aucs = []
    for layer in range(vectors.shape[1]):
        cosines = vectors[:, layer] @ vectors[:, layer].T
        a, b = cosines[pairs & same], cosines[pairs & ~same]
        aucs.append(np.mean(a[: min(len(a), len(b))] > b[: min(len(a), len(b))]))
    return np.array(aucs)



def best_layer(aucs):
    return int(np.mean(aucs, axis=0).argmax())
