# ---
# misconception: "The argument occurrence is ignored; the first place of the word is returned."
# loses: {q1: 1}
# feedback: "If a word stands in the sentence twice, occurrence says which one is meant."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    encoding = tokenizer(sentence)
    tokens, numbers, pieces = encoding.tokens(), encoding.word_ids(), tokenizer.tokenize(word)
    for number in range(max(n for n in numbers if n is not None) + 1):
        where = [p for p, n in enumerate(numbers) if n == number]
        if [tokens[p] for p in where] == pieces:
            return where
