# ---
# misconception: "The static vector is that of the first piece."
# loses: {q2: 1}
# feedback: "Average the rows of all pieces of the word."
# ---

# %% question="q2"
def static_vector(word):
    return table[tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word)[0])]



def cosine_matrix(a, b):
    return torch.nn.functional.cosine_similarity(torch.tensor(a)[:, None], torch.tensor(b)[None], dim=-1)
