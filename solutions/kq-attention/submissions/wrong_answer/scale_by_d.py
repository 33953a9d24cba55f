# ---
# misconception: "The scores are divided by D instead of by its square root."
# loses: {q6: 1.5}
# feedback: "The standard deviation of a sum of D products is the square root of D, so divide by that, not by D."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    K, Q = A_K @ X.T, A_Q @ X.T
    return torch.softmax(K.T @ Q / A_K.shape[0], dim=0)
