# ---
# misconception: "The dot products are returned; nothing is divided by the lengths."
# loses: {q2: 1.5}
# feedback: "You return dot products. They are cosines only where all rows have the length 1; divide by both lengths."
# ---

# %% question="q2"
def cosines(X, Y):
    return X @ Y.T



def distances(X, Y):
    return torch.stack([(Y - row).norm(dim=1) for row in X])
