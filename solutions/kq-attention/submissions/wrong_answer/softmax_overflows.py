# ---
# misconception: "The exponentials are taken without subtracting the largest score, so large scores give NaN."
# loses: {q6: 0.5}
# feedback: "exp of a large score is infinite. Subtract each column's largest score first, or use torch.softmax."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    K, Q = A_K @ X.T, A_Q @ X.T
    powers = torch.exp(K.T @ Q / A_K.shape[0] ** 0.5)
    return powers / powers.sum(dim=0)
