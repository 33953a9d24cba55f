# ---
# misconception: Commas are dropped, although only they part the day from the year in English.
# loses: {q1: 1}
# feedback: "Commas are tokens: without them `Mar 3, 1182` and `Mar 31, 182...` begin alike."
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
        if letter.isdigit():
            found.append(letter)
    return found


def text_ids(texts, words, length):
    place = {word: number for number, word in enumerate(words)}
    ids = np.zeros((len(texts), length), dtype="int32")
    for row, text in zip(ids, texts):
        found = [place.get(token, 1) for token in tokens(text)][:length]
        row[: len(found)] = found
    return ids
