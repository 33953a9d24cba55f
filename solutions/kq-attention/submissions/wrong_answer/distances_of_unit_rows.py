# ---
# misconception: "The rows are divided by their lengths first, so the distance does not see how long they are."
# loses: {q2: 1.5}
# feedback: "You bring all rows to the length 1 first. The distance is that of the rows as they are."
# ---

# %% question="q2"
def cosines(X, Y):
    lengths = X.norm(dim=1)[:, None] * Y.norm(dim=1)
    return X @ Y.T / torch.where(lengths > 0, lengths, 1)


def distances(X, Y):
    unit = torch.nn.functional.normalize
    return torch.cdist(unit(X, dim=1), unit(Y, dim=1))
