# ---
# misconception: "The scores are divided by the square root of the number of words V instead of D."
# loses: {q6: 1.5}
# feedback: "A key has D entries; the number of words V plays no part in the size of a score."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    K, Q = A_K @ X.T, A_Q @ X.T
    return torch.softmax(K.T @ Q / A_K.shape[1] ** 0.5, dim=0)
