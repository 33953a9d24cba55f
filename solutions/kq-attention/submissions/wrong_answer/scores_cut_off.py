# ---
# misconception: "Scores are cut off at 50 so that exp does not overflow; beyond it all become equal."
# loses: {q6: 0.5}
# feedback: "You cut scores off, so that large ones all become the same. Subtract each column's largest score instead."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    K, Q = A_K @ X.T, A_Q @ X.T
    powers = torch.exp((K.T @ Q / A_K.shape[0] ** 0.5).clamp(-50, 50))
    return powers / powers.sum(dim=0)
