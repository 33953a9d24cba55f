# ---
# misconception: "All senses are taken to have as many examples as the first one."
# loses: {q5: 1}
# feedback: "Count the examples of each sense for itself: one may have more than another."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    member = np.array([[sense == name for sense in senses] for name in names]) / 1.0
    averages = member @ np.asarray(given) / member.sum(axis=1, keepdims=True)
    averages /= np.linalg.norm(averages, axis=1, keepdims=True)
    return [names[k] for k in (np.asarray(vectors) @ averages.T).argmax(axis=1)]


def tell_sense(vectors, examples, layer):
    given = np.concatenate(list(examples.values()))[:, layer]
    senses = np.repeat(list(examples), len(next(iter(examples.values()))))
    return nearest_sense(vectors[:, layer], given, senses)
