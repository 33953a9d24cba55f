# ---
# misconception: "Positions are counted without [CLS], so each is one too small."
# loses: {q1: 3}
# feedback: "[CLS] is token 0 of every sentence; your positions are one too small."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    encoding = tokenizer(sentence, add_special_tokens=False)
    tokens, numbers, pieces = encoding.tokens(), encoding.word_ids(), tokenizer.tokenize(word)
    words = [[p for p, n in enumerate(numbers) if n == number] for number in range(numbers[-1] + 1)]
    return [where for where in words if [tokens[p] for p in where] == pieces][occurrence]
