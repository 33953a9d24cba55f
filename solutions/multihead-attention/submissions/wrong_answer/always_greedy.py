# ---
# misconception: "The most probable word is chosen at every temperature."
# loses: {q8: 0.75}
# feedback: "At a temperature above 0 draw from the distribution; yours always takes the most probable word."
# ---

# %% question="q8"
def sample(logits, temperature=0.0):
    logits = np.array(logits, dtype="float64")
    logits[:, [PAD, UNK, START]] = -np.inf
    return logits.argmax(axis=1)


def generate(model, prompt, n, temperature=0.0):
    text = [START, *(word_id.get(word, UNK) for word in words_of(prompt))]
    new = []
    while len(new) < n:
        window = text[-LENGTH:]
        row = np.full((1, LENGTH), PAD)
        row[0, : len(window)] = window
        choice = int(sample(np.asarray(model(row))[:, len(window) - 1], temperature)[0])
        if choice == END:
            break
        text.append(choice)
        new.append(vocabulary[choice])
    return new
