# ---
# misconception: "Layer 0 of the model is taken for the table; it also holds position and segment, and is normalised."
# loses: {q2: 1}
# feedback: "hidden_states[0] is not the table: position and segment are added, and the sum is normalised."
# ---

# %% question="q2"
def static_vector(word):
    batch = tokenizer(word, return_tensors="pt")
    with torch.no_grad():
        return model(**batch, output_hidden_states=True).hidden_states[0][0, 1:-1].mean(0)



def cosine_matrix(a, b):
    return torch.nn.functional.cosine_similarity(torch.tensor(a)[:, None], torch.tensor(b)[None], dim=-1)
