# ---
# misconception: translate reads the ids with rules and never asks the decoder.
# loses: {q7: 2}
# feedback: Your strings come from rules about dates; they must come from the decoder's logits.
# ---

# %% question="q7"
def translate(encoder, decoder, ids, steps=10):
    names = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    texts = []
    for row in np.asarray(ids):
        found = [words[number] for number in row if number > 1]
        digits = "".join(token for token in found if token.isdigit())
        month = next((i + 1 for token in found for i, name in enumerate(names) if token.startswith(name)), 1)
        texts.append(f"{digits[-4:]}-{month:02}-{digits[:-4].zfill(2)}"[:steps])
    return texts
