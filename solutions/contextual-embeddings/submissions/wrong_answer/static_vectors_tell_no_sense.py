# ---
# misconception: "The sense is told from static vectors, which are the same in every sentence."
# loses: {q5: 2.5}
# feedback: "A static vector cannot know the sentence; use vectors_of."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ (averages / np.linalg.norm(averages, axis=1, keepdims=True)).T
    return [names[k] for k in cosines.argmax(axis=1)]


def tell_sense(sentences, word, examples, layer):
    pairs = [(sentence, sense) for sense, found in examples.items() for sentence in found]
    given = np.stack([static_vector(word)] * len(pairs))
    return nearest_sense(np.stack([static_vector(word)] * len(sentences)), given, [sense for _, sense in pairs])
