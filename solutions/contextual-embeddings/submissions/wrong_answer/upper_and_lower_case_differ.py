# ---
# misconception: "The word is compared with the text of the sentence, so Spring at its beginning is not spring."
# loses: {q1: 1.5}
# feedback: "The model's text is all lower case; make the sentence lower case before you compare."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    encoding = tokenizer(sentence, return_offsets_mapping=True)
    words = {}
    for position, number in enumerate(encoding.word_ids()):
        if number is not None:
            words.setdefault(number, []).append(position)
    spans = encoding["offset_mapping"]
    return [w for w in words.values() if sentence[spans[w[0]][0] : spans[w[-1]][1]] == word][occurrence]
