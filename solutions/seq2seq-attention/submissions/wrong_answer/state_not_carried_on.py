# ---
# misconception: Every step starts again from the encoder's state.
# loses: {q7: 2}
# feedback: "Carry the state on: each step starts from the one that the step before returned."
# ---

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    states, state = encoder(ids)
    keep = np.asarray(ids) != 0
    symbol, written = np.full((len(ids), 1), START, dtype="int32"), []
    for _ in range(steps):
        logits, _, _ = decoder(symbol, state, states, keep)
        symbol = np.argmax(np.asarray(logits), axis=-1).astype("int32")
        written.append(symbol[:, 0])
    lines = ["".join(SYMBOLS[number] for number in row) for row in np.stack(written, axis=1)]
    return [line.split(SYMBOLS[END])[0] for line in lines]
