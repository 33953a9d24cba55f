# ---
# misconception: "Every sentence gets the first sense of the examples."
# loses: {q5: 2.5}
# feedback: "Your answer does not depend on the sentence."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ (averages / np.linalg.norm(averages, axis=1, keepdims=True)).T
    return [names[k] for k in cosines.argmax(axis=1)]


def tell_sense(vectors, examples, layer):
    return [next(iter(examples))] * len(vectors)
