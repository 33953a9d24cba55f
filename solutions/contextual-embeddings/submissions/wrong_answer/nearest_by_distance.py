# ---
# misconception: "The nearest average is found by the Euclidean distance, so lengths count."
# loses: {q5: 1.5}
# feedback: "Compare directions, by the cosine; the distance also depends on the lengths."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = sorted(set(senses))
    averages = np.stack([given[np.array(senses) == name].mean(axis=0) for name in names])
    distances = np.linalg.norm(np.asarray(vectors)[:, None] - averages, axis=2)
    return [names[k] for k in distances.argmin(axis=1)]


def tell_sense(vectors, examples, layer):
    given = np.concatenate([found[:, layer] for found in examples.values()])
    senses = [sense for sense, found in examples.items() for _ in found]
    return nearest_sense(vectors[:, layer], given, senses)
