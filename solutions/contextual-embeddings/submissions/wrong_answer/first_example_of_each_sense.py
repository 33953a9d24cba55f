# ---
# misconception: "Each sense is represented by its first example only."
# loses: {q5: 1}
# feedback: "Average all examples of a sense."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    first = np.stack([given[senses.index(name)] for name in names])
    first = first / np.linalg.norm(first, axis=1, keepdims=True)
    return [names[k] for k in (np.asarray(vectors) @ first.T).argmax(axis=1)]


def tell_sense(vectors, examples, layer):
    given = np.concatenate([found[:, layer] for found in examples.values()])
    senses = [sense for sense, found in examples.items() for _ in found]
    return nearest_sense(vectors[:, layer], given, senses)
