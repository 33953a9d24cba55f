# ---
# misconception: Symbols are drawn by their probability instead of taking the most likely one.
# loses: {q7: 2}
# feedback: Greedy decoding takes the largest logit; you draw at random.
# ---

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    states, state = encoder(ids)
    keep = np.asarray(ids) != 0
    symbol, written = np.full((len(ids), 1), START, dtype="int32"), []
    for _ in range(steps):
        logits, state, _ = decoder(symbol, state, states, keep)
        symbol = np.argmax(np.asarray(logits) + np.random.gumbel(size=logits.shape), axis=-1).astype("int32")
        written.append(symbol[:, 0])
    lines = ["".join(SYMBOLS[number] for number in row) for row in np.stack(written, axis=1)]
    return [line.split(SYMBOLS[END])[0] for line in lines]
