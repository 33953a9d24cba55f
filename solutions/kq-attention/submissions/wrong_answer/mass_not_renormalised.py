# ---
# misconception: "The diagonal is left out above, but the rest is not divided by what is left."
# loses: {q3: 1.5}
# feedback: "Without the diagonal a column no longer sums to one. Divide by the sum of the other weights."
# ---

# %% question="q3"
def cosine_attention(X):
    return torch.softmax(X @ X.T, dim=0)


def topic_mass(weights, same):
    others = weights * (1 - torch.eye(len(weights), device=weights.device))
    return (others * same).sum(dim=0).mean()
