# ---
# misconception: "generate gives the model the text alone, without the padding up to LENGTH, which a model of that length refuses."
# loses: {q8: 1.25}
# feedback: "Your generate gives the model rows that are as long as the text. The model reads LENGTH ids: pad the row at its end."
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
    for _ in range(n):
        window = text[-LENGTH:]
        choice = int(sample(np.asarray(model(np.array([window])))[:, -1], temperature)[0])
        if choice == END:
            break
        text.append(choice)
        new.append(vocabulary[choice])
    return new
