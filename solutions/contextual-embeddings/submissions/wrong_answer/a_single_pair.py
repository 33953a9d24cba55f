# ---
# misconception: "One same-sense pair is compared with one mixed pair."
# loses: {q4: 2}
# feedback: "Compare every same-sense pair with every mixed one."
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
        aucs.append(float(a[0] > b[0]) + float(a[0] == b[0]) / 2)
    return np.array(aucs)



def best_layer(aucs):
    return int(np.mean(aucs, axis=0).argmax())
