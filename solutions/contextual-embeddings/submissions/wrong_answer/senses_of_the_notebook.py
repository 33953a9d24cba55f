# ---
# misconception: "The names of the notebook's senses are written into the code."
# loses: {q5: 2.5}
# feedback: "Take the senses from the examples that are passed; other words have others."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ (averages / np.linalg.norm(averages, axis=1, keepdims=True)).T
    return [names[k] for k in cosines.argmax(axis=1)]


SENSES = ["money", "river", "animal", "computer", "season", "coil", "game", "fire"]


def tell_sense(vectors, examples, layer):
    names = SENSES[:2] if "money" in examples else SENSES[2:4]
    given = np.concatenate([examples[name][:, layer] for name in names])
    senses = [name for name in names for _ in examples[name]]
    return nearest_sense(vectors[:, layer], given, senses)
