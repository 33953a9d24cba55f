# ---
# misconception: "One big fraction over all queries instead of the mean of one fraction per query."
# loses: {q3: 1.5}
# feedback: "Divide column by column and average then; your single fraction gives queries that look elsewhere more say."
# ---

# %% question="q3"
def cosine_attention(X):
    return torch.softmax(X @ X.T, dim=0)


def topic_mass(weights, same):
    others = weights * (1 - torch.eye(len(weights), device=weights.device))
    return (others * same).sum() / others.sum()
