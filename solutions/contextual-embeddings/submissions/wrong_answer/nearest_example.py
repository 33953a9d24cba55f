# ---
# misconception: "The sense of the nearest single example is taken; nothing is averaged."
# loses: {q5: 1}
# feedback: "Average the examples of each sense first: one example may mislead."
# ---

# %% question="q5"
def nearest_sense(vectors, given, senses):
    given = np.asarray(given) / np.linalg.norm(given, axis=1, keepdims=True)
    return [senses[k] for k in (np.asarray(vectors) @ given.T).argmax(axis=1)]



def tell_sense(sentences, word, examples, layer):
    pairs = [(sentence, sense) for sense, found in examples.items() for sentence in found]
    given = vectors_of([sentence for sentence, _ in pairs], word)[:, layer]
    return nearest_sense(vectors_of(sentences, word)[:, layer], given, [sense for _, sense in pairs])
