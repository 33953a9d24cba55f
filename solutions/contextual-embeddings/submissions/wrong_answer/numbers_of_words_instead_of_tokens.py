# ---
# misconception: "The number of the word in the sentence is returned instead of the positions of its tokens."
# loses: {q1: 1.5}
# feedback: "Every word that is cut into pieces moves the tokens after it: count tokens, not words."
# ---

# %% question="q1"
import re


def word_positions(sentence, word, occurrence=0):
    words = re.findall(r"\w+|[^\w\s]", sentence.lower())
    return [[1 + number for number, found in enumerate(words) if found == word.lower()][occurrence]]
