# ---
# misconception: "The senses are told in the last layer, whichever is asked for."
# loses: {q5: 1}
# feedback: "Use the layer that is passed."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ (averages / np.linalg.norm(averages, axis=1, keepdims=True)).T
    return [names[k] for k in cosines.argmax(axis=1)]


def tell_sense(vectors, examples, layer):
    given = np.concatenate([found[:, -1] for found in examples.values()])
    senses = [sense for sense, found in examples.items() for _ in found]
    return nearest_sense(vectors[:, -1], given, senses)
