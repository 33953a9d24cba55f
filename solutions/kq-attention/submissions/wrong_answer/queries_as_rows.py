# ---
# misconception: "The matrix is that of the paper, softmax(Q K^T) with queries as rows: the transpose of what is asked."
# loses: {q6: 1.5}
# feedback: "You wrote the convention of the paper, with queries as rows. Here keys are rows and queries columns: transpose your result."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    K, Q = X @ A_K.T, X @ A_Q.T
    return torch.softmax(Q @ K.T / K.shape[1] ** 0.5, dim=-1)
