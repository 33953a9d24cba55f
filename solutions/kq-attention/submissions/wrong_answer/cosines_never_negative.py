# ---
# misconception: "The size of the cosine is taken, as if opposite directions were alike."
# loses: {q2: 1.5}
# feedback: "You lose the sign of the cosine: -1 is the opposite direction, not the same one."
# ---

# %% question="q2"
def cosines(X, Y):
    lengths = X.norm(dim=1)[:, None] * Y.norm(dim=1)
    return (X @ Y.T).abs() / torch.where(lengths > 0, lengths, 1)



def distances(X, Y):
    return torch.stack([(Y - row).norm(dim=1) for row in X])
