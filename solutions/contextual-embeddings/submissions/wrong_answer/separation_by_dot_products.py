# ---
# misconception: "Pairs are compared by dot products, so long vectors win."
# loses: {q4: 2}
# feedback: "Divide by the lengths: the measure is made of cosines."
# ---

# %% question="q4"
def separation(vectors, senses):
    vectors = np.asarray(vectors, dtype=float)
    vectors = vectors.copy()
    same = np.equal.outer(np.array(senses), np.array(senses))
    pairs = ~np.eye(len(senses), dtype=bool)
    aucs = []
    for layer in range(vectors.shape[1]):
        cosines = vectors[:, layer] @ vectors[:, layer].T
        a, b = cosines[pairs & same], cosines[pairs & ~same]
        aucs.append(np.mean(a[:, None] > b) + np.mean(a[:, None] == b) / 2)
    return np.array(aucs)



def best_layer(aucs):
    return int(np.mean(aucs, axis=0).argmax())
