# ---
# misconception: "The sense of the nearest single example is taken; nothing is averaged."
# loses: {q5: 1}
# feedback: "Average the examples of each sense first: one example may mislead."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    given = np.asarray(given) / np.linalg.norm(given, axis=1, keepdims=True)
    return [senses[k] for k in (np.asarray(vectors) @ given.T).argmax(axis=1)]


def tell_sense(vectors, examples, layer):
    given = np.concatenate([found[:, layer] for found in examples.values()])
    senses = [sense for sense, found in examples.items() for _ in found]
    return nearest_sense(vectors[:, layer], given, senses)
