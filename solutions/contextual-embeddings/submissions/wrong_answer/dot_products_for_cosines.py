# ---
# misconception: "Dot products are returned; they are not divided by the lengths."
# loses: {q2: 1}
# feedback: "A cosine is the dot product divided by both lengths."
# ---

# %% question="q2"
def static_vector(word):
    return table[tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word))].mean(0)


def cosine_matrix(a, b):
    return np.asarray(a) @ np.asarray(b).T
