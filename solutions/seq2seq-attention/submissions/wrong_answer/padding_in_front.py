# ---
# misconception: Texts are padded in front instead of at the end.
# loses: {q1: 1}
# feedback: Padding goes to the end of a text.
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
        found = [place.get(token, 1) for token in tokens(text)][:length]
        row[length - len(found) :] = found
    return ids
