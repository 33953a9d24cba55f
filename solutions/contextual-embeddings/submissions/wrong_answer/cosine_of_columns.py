# ---
# misconception: "The columns are normalised instead of the rows."
# loses: {q2: 1}
# feedback: "The vectors are the rows: take the lengths along axis 1."
# ---

# %% question="q2"
def static_vector(word):
    return table[tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word))].mean(0)


def cosine_matrix(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return (a / np.linalg.norm(a, axis=0)) @ (b / np.linalg.norm(b, axis=0)).T
