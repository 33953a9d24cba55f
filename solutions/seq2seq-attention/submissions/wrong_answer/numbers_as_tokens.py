# ---
# misconception: A number is one token, so a year that was never seen has no id.
# loses: {q1: 1}
# feedback: You keep numbers whole; each digit is a token of its own, so that any year can be read.
# ---

# %% question="q1"
def tokens(text):
    found, word = [], ""
    for letter in text.lower() + " ":
        if word and not (letter.isalpha() and word[-1].isalpha() or letter.isdigit() and word[-1].isdigit()):
            found.append(word)
            word = ""
        if letter.isalpha() or letter.isdigit():
            word += letter
        if letter == ",":
            found.append(letter)
    return found


def text_ids(texts, words, length):
    place = {word: number for number, word in enumerate(words)}
    ids = np.zeros((len(texts), length), dtype="int32")
    for row, text in zip(ids, texts):
        found = [place.get(token, 1) for token in tokens(text)][:length]
        row[: len(found)] = found
    return ids
