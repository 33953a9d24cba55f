# ---
# misconception: "Only the first piece of a word is found."
# loses: {q1: 1.5}
# feedback: "A word may be cut into several pieces; all of their positions belong to it."
# ---

# %% question="q1"
def word_positions(sentence, word, occurrence=0):
    first = tokenizer.tokenize(word)[0]
    found = [position for position, token in enumerate(tokenizer(sentence).tokens()) if token == first]
    return [found[occurrence]]
