# ---
# misconception: "The sense with the largest dot product is taken, which favours long averages."
# loses: {q5: 1.5}
# feedback: "Divide by the lengths of the averages: compare by the cosine."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ averages.T
    return [names[k] for k in cosines.argmax(axis=1)]


def tell_sense(vectors, examples, layer):
    given = np.concatenate([found[:, layer] for found in examples.values()])
    senses = [sense for sense, found in examples.items() for _ in found]
    return nearest_sense(vectors[:, layer], given, senses)
