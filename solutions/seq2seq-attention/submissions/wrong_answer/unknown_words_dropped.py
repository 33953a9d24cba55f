# ---
# misconception: Tokens that are not in the vocabulary are left out instead of becoming <unk>.
# loses: {q1: 1}
# feedback: "An unknown token still is a token: its id is 1."
# ---

# %% question="q1"
def tokens(text):
    found, word = [], ""
    for letter in text.lower() + " ":
        if letter.isalpha():
            word += letter
            continue
        if word:
            found.append(word)
            word = ""
        if letter.isdigit() or letter == ",":
            found.append(letter)
    return found


def text_ids(texts, words, length):
    place = {word: number for number, word in enumerate(words)}
    ids = np.zeros((len(texts), length), dtype="int32")
    for row, text in zip(ids, texts):
        found = [place[token] for token in tokens(text) if token in place][:length]
        row[: len(found)] = found
    return ids
