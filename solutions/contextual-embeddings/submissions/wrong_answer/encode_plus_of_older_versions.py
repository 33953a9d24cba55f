# ---
# misconception: "encode_plus is called, which transformers 5 does not have any more."
# loses: {q1: 3}
# feedback: "encode_plus does not exist in transformers 5: call the tokenizer itself, as in tokenizer(sentence)."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    encoding = tokenizer.encode_plus(sentence)
    words = {}
    for position, number in enumerate(encoding.word_ids()):
        if number is not None:
            words.setdefault(number, []).append(position)
    tokens, pieces = encoding.tokens(), tokenizer.tokenize(word)
    return [where for where in words.values() if [tokens[p] for p in where] == pieces][occurrence]
