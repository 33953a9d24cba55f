# ---
# misconception: "The softmax of the cosine attention runs along the rows, so columns do not sum to one."
# loses: {q3: 1.5}
# feedback: "Your rows sum to one. Here a column holds what one post looks at, so the softmax runs down the columns (dim=0)."
# ---

# %% question="q3"
def cosine_attention(X):
    return torch.softmax(X @ X.T, dim=1)


def topic_mass(weights, same):
    others = weights * (1 - torch.eye(len(weights), device=weights.device))
    return ((others * same).sum(dim=0) / others.sum(dim=0)).mean()
