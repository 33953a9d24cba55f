# ---
# misconception: "The exponentials are taken without subtracting the largest logit, so large logits overflow."
# loses: {q8: 0.25}
# feedback: "exp(1000) is infinite: subtract the largest logit of each row before you take exponentials."
# ---

# %% question="q8"
def sample(logits, temperature=0.0):
    logits = np.array(logits, dtype="float64")
    logits[:, [PAD, UNK, START]] = -np.inf
    if temperature == 0:
        return logits.argmax(axis=1)
    with np.errstate(all="ignore"):
        powers = np.exp(logits / temperature)
        below = np.cumsum(powers / powers.sum(axis=1, keepdims=True), axis=1)
    return (below < np.random.random((len(below), 1))).sum(axis=1)


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
