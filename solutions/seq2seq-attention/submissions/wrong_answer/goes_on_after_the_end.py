# ---
# misconception: What the decoder writes after $ is kept.
# loses: {q7: 1.5}
# feedback: A text ends at $; throw away what comes after it.
# ---

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    states, state = encoder(ids)
    keep = np.asarray(ids) != 0
    symbol, written = np.full((len(ids), 1), START, dtype="int32"), []
    for _ in range(steps):
        logits, state, _ = decoder(symbol, state, states, keep)
        symbol = np.argmax(np.asarray(logits), axis=-1).astype("int32")
        written.append(symbol[:, 0])
    lines = ["".join(SYMBOLS[number] for number in row) for row in np.stack(written, axis=1)]
    return [line.replace("$", "") for line in lines]
