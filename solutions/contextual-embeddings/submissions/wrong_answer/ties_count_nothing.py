# ---
# misconception: "A tie counts as lost instead of one half, so equal vectors look worse than chance."
# loses: {q4: 1}
# feedback: "A tie counts one half: without any information the AUC is 0.5."
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
        aucs.append(np.mean(a[:, None] > b))
    return np.array(aucs)



def best_layer(aucs):
    return int(np.mean(aucs, axis=0).argmax())
