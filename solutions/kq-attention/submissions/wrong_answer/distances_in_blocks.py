# ---
# misconception: "The absolute differences are summed: that is the Manhattan distance."
# loses: {q2: 1.5}
# feedback: "You sum absolute differences. The Euclidean distance is the root of the sum of squares."
# ---

# %% question="q2"
def cosines(X, Y):
    lengths = X.norm(dim=1)[:, None] * Y.norm(dim=1)
    return X @ Y.T / torch.where(lengths > 0, lengths, 1)


def distances(X, Y):
    return (X[:, None, :] - Y).abs().sum(dim=2)
