# ---
# misconception: "The root is missing: the squared distances are returned."
# loses: {q2: 1.5}
# feedback: "You return squared distances; take the root."
# ---

# %% question="q2"
def cosines(X, Y):
    lengths = X.norm(dim=1)[:, None] * Y.norm(dim=1)
    return X @ Y.T / torch.where(lengths > 0, lengths, 1)


def distances(X, Y):
    return ((X[:, None, :] - Y) ** 2).sum(dim=2)
