# ---
# misconception: The decoder reads ^ at every step instead of the symbol that it has just written.
# loses: {q7: 2}
# feedback: Each symbol that is written is what the decoder reads next.
# ---

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    states, state = encoder(ids)
    keep = np.asarray(ids) != 0
    symbol, written = np.full((len(ids), 1), START, dtype="int32"), []
    for _ in range(steps):
        logits, state, _ = decoder(np.full_like(symbol, START), state, states, keep)
        symbol = np.argmax(np.asarray(logits), axis=-1).astype("int32")
        written.append(symbol[:, 0])
    lines = ["".join(SYMBOLS[number] for number in row) for row in np.stack(written, axis=1)]
    return [line.split(SYMBOLS[END])[0] for line in lines]
