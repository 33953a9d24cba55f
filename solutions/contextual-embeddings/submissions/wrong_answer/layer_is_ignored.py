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



def tell_sense(sentences, word, examples, layer):
    pairs = [(sentence, sense) for sense, found in examples.items() for sentence in found]
    given = vectors_of([sentence for sentence, _ in pairs], word)[:, -1]
    return nearest_sense(vectors_of(sentences, word)[:, -1], given, [sense for _, sense in pairs])
