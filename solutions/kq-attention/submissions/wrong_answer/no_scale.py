# ---
# misconception: "The scores are not divided by the square root of D."
# loses: {q6: 1.5}
# feedback: "Divide the scores by the square root of D, the number of entries in a key; otherwise they grow with D."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    K, Q = A_K @ X.T, A_Q @ X.T
    return torch.softmax(K.T @ Q, dim=0)
