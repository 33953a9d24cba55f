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



def tell_sense(sentences, word, examples, layer):
    pairs = [(sentence, sense) for sense, found in examples.items() for sentence in found]
    given = vectors_of([sentence for sentence, _ in pairs], word)[:, layer]
    return nearest_sense(vectors_of(sentences, word)[:, layer], given, [sense for _, sense in pairs])
