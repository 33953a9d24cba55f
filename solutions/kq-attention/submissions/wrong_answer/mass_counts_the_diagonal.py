# ---
# misconception: "The mass includes what a post gives to itself."
# loses: {q3: 1.5}
# feedback: "A post is always on its own topic: leave the diagonal out of both sums, or looking at oneself wins."
# ---

# %% question="q3"
def cosine_attention(X):
    return torch.softmax(X @ X.T, dim=0)


def topic_mass(weights, same):
    return ((weights * same).sum(dim=0) / weights.sum(dim=0)).mean()
