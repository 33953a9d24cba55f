# ---
# misconception: "Each sentence also makes a pair with itself, of cosine 1 and of one sense."
# loses: {q4: 2}
# feedback: "A pair is two different sentences: leave the diagonal out."
# ---

# %% question="q4"
def separation(vectors, senses):
    vectors = np.asarray(vectors, dtype=float)
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    same = np.equal.outer(np.array(senses), np.array(senses))
    pairs = np.ones_like(same)
    aucs = []
    for layer in range(vectors.shape[1]):
        cosines = vectors[:, layer] @ vectors[:, layer].T
        a, b = cosines[pairs & same], cosines[pairs & ~same]
        aucs.append(np.mean(a[:, None] > b) + np.mean(a[:, None] == b) / 2)
    return np.array(aucs)



def best_layer(aucs):
    return int(np.mean(aucs, axis=0).argmax())
