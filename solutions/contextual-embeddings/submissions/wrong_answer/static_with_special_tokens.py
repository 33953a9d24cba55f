# ---
# misconception: "The rows of [CLS] and [SEP] are averaged with those of the word."
# loses: {q2: 1}
# feedback: "tokenizer(word) adds [CLS] and [SEP]; they are no pieces of the word."
# ---

# %% question="q2"
def static_vector(word):
    return table[tokenizer(word)["input_ids"]].mean(0)



def cosine_matrix(a, b):
    return torch.nn.functional.cosine_similarity(torch.tensor(a)[:, None], torch.tensor(b)[None], dim=-1)
