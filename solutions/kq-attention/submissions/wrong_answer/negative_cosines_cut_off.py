# ---
# misconception: "Negative cosines are set to 0, as if a cosine ended there."
# loses: {q2: 1.5}
# feedback: "You cut negative cosines off at 0. A cosine goes down to -1, where two vectors are opposite."
# ---

# %% question="q2"
def cosines(X, Y):
    lengths = X.norm(dim=1)[:, None] * Y.norm(dim=1)
    return (X @ Y.T / torch.where(lengths > 0, lengths, 1)).clamp(min=0)



def distances(X, Y):
    return torch.stack([(Y - row).norm(dim=1) for row in X])
