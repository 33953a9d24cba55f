# ---
# misconception: "The cosines are divided by their sum; there is no softmax."
# loses: {q3: 1.5}
# feedback: "You divided the cosines by their sum. A softmax takes exponentials first, so that no post gets exactly nothing."
# ---

# %% question="q3"
def cosine_attention(X):
    scores = X @ X.T
    return scores / scores.sum(dim=0)


def topic_mass(weights, same):
    others = weights * (1 - torch.eye(len(weights), device=weights.device))
    return ((others * same).sum(dim=0) / others.sum(dim=0)).mean()
