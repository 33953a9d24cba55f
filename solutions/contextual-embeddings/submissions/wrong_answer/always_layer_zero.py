# ---
# misconception: "The vectors of layer 0 are used, which have no context yet."
# loses: {q5: 2.5}
# feedback: "Layer 0 only knows the word and its position; use the layer that is passed."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ (averages / np.linalg.norm(averages, axis=1, keepdims=True)).T
    return [names[k] for k in cosines.argmax(axis=1)]


def tell_sense(vectors, examples, layer):
    given = np.concatenate([found[:, 0] for found in examples.values()])
    senses = [sense for sense, found in examples.items() for _ in found]
    return nearest_sense(vectors[:, 0], given, senses)
