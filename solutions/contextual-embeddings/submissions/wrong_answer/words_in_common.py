# ---
# misconception: "The sense is told by the words that a sentence shares with the examples, without the model."
# loses: {q5: 2.5}
# feedback: "Counting shared words needs many more examples; use the vectors of the word."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    names = list(dict.fromkeys(senses))
    averages = np.stack([np.mean([g for g, s in zip(given, senses) if s == name], axis=0) for name in names])
    cosines = np.asarray(vectors) @ (averages / np.linalg.norm(averages, axis=1, keepdims=True)).T
    return [names[k] for k in cosines.argmax(axis=1)]


def tell_sense(sentences, word, examples, layer):
    seen = {sense: [t for s in found for t in set(tokenizer.tokenize(s))] for sense, found in examples.items()}
    told = []
    for sentence in sentences:
        shared = {sense: sum(known.count(t) for t in set(tokenizer.tokenize(sentence))) for sense, known in seen.items()}
        told.append(max(shared, key=shared.get))
    return told
