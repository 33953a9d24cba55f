# ---
# misconception: "The mass is taken along rows, where the weights of different queries stand."
# loses: {q3: 1.5}
# feedback: "A query's weights stand in a column. You summed along rows, which mixes many queries."
# ---

# %% question="q3"
def cosine_attention(X):
    return torch.softmax(X @ X.T, dim=0)


def topic_mass(weights, same):
    others = weights * (1 - torch.eye(len(weights), device=weights.device))
    return ((others * same).sum(dim=1) / others.sum(dim=1)).mean()
