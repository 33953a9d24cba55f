# ---
# misconception: "A row of zeros is divided by its length 0, so its cosines are NaN."
# loses: {q2: 0.5}
# feedback: "A row of zeros has the length 0, and 0/0 is NaN. Its cosines are to be 0."
# ---

# %% question="q2"
def cosines(X, Y):
    return X @ Y.T / (X.norm(dim=1)[:, None] * Y.norm(dim=1))



def distances(X, Y):
    return torch.stack([(Y - row).norm(dim=1) for row in X])
