# ---
# misconception: "The square is expanded and its root taken though rounding made some squares negative."
# loses: {q2: 0.5}
# feedback: "Where two rows are equal, rounding makes your squared distance a little negative, and its root is NaN. Cut it off at 0 before the root."
# ---

# %% question="q2"
def cosines(X, Y):
    lengths = X.norm(dim=1)[:, None] * Y.norm(dim=1)
    return X @ Y.T / torch.where(lengths > 0, lengths, 1)


def distances(X, Y):
    squares = (X**2).sum(dim=1)[:, None] + (Y**2).sum(dim=1) - 2 * X @ Y.T
    return squares.sqrt()
