# ---
# misconception: "The softmax runs over all entries, so the whole matrix sums to one."
# loses: {q4: 3}
# feedback: "Your weights sum to one over the whole matrix. Each query has its own softmax, down its column."
# ---

# %% question="q4"
def attention(X, A_K, A_Q):
    K, Q = A_K @ X.T, A_Q @ X.T
    return torch.softmax((K.T @ Q / A_K.shape[0] ** 0.5).flatten(), dim=0).reshape(len(X), len(X))
