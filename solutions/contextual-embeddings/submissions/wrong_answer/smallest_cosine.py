# ---
# misconception: "The cosine is taken for a distance: the smallest one wins."
# loses: {q5: 4}
# feedback: "A cosine is large where vectors are alike: take the largest."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ (averages / np.linalg.norm(averages, axis=1, keepdims=True)).T
    return [names[k] for k in cosines.argmin(axis=1)]


def tell_sense(vectors, examples, layer):
    given = np.concatenate([found[:, layer] for found in examples.values()])
    senses = [sense for sense, found in examples.items() for _ in found]
    return nearest_sense(vectors[:, layer], given, senses)
