# ---
# misconception: "The scores are cosines: both vectors are normalised before the dot product."
# loses: {q3: 2}
# feedback: "The score is the plain dot product; do not divide by the lengths of the vectors."
# ---

# %% question="q3"
def attention_scores(states, query):
    return torch.cosine_similarity(states, query[:, None, :], dim=-1)
