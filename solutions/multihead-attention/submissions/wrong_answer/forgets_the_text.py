# ---
# misconception: "Only the last word is given to the model, so that all before it is forgotten."
# loses: {q8: 0.5}
# feedback: "Give the model the whole text so far: attention is there to look back at it."
# ---

# %% question="q8"
def sample(logits, temperature=0.0):
    logits = np.array(logits, dtype="float64")
    logits[:, [PAD, UNK, START]] = -np.inf
    if temperature == 0:
        return logits.argmax(axis=1)
    noise = np.random.default_rng().gumbel(size=logits.shape)
    return (logits / temperature + noise).argmax(axis=1)


def generate(model, prompt, n, temperature=0.0):
    text = [START, *(word_id.get(word, UNK) for word in words_of(prompt))]
    new = []
    while len(new) < n:
        window = text[-1:]
        row = np.full((1, LENGTH), PAD)
        row[0, : len(window)] = window
        choice = int(sample(np.asarray(model(row))[:, len(window) - 1], temperature)[0])
        if choice == END:
            break
        text.append(choice)
        new.append(vocabulary[choice])
    return new
