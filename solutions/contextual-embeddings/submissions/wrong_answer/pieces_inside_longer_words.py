# ---
# misconception: "The pieces are searched for anywhere, so that spring is also found in springboard."
# loses: {q1: 0.5}
# feedback: "Your search also finds a word at the beginning of a longer one: no piece with ## may follow."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    tokens, pieces = tokenizer(sentence).tokens(), tokenizer.tokenize(word)
    size = len(pieces)
    found = [p for p in range(len(tokens)) if tokens[p : p + size] == pieces]
    return list(range(found[occurrence], found[occurrence] + size))
