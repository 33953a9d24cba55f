# ---
# misconception: "The largest score of the whole matrix is subtracted, so columns far below it become 0/0."
# loses: {q6: 0.5}
# feedback: "You subtract one number from all columns; where a column lies far below it, all its exponentials are 0. Subtract each column's own largest score."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    scores = (A_K @ X.T).T @ (A_Q @ X.T) / A_K.shape[0] ** 0.5
    powers = torch.exp(scores - scores.max())
    return powers / powers.sum(dim=0)
