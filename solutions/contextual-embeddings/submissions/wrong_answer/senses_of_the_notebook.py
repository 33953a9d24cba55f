# ---
# misconception: "The names of the notebook's senses are written into the code."
# loses: {q5: 2}
# feedback: "Take the senses from the examples that are passed; other words have others."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ (averages / np.linalg.norm(averages, axis=1, keepdims=True)).T
    return [names[k] for k in cosines.argmax(axis=1)]


SENSES = {"bank": ["money", "river"], "mouse": ["animal", "computer"], "spring": ["season", "coil"], "match": ["game", "fire"]}


def tell_sense(sentences, word, examples, layer):
    pairs = [(sentence, sense) for sense in SENSES[word] for sentence in examples[sense]]
    given = vectors_of([sentence for sentence, _ in pairs], word)[:, layer]
    return nearest_sense(vectors_of(sentences, word)[:, layer], given, [sense for _, sense in pairs])
