# ---
# misconception: "The softmax runs along the rows: queries compete for a key, and a query's weights do not sum to one."
# loses: {q6: 2}
# feedback: "Your softmax runs over the queries. Keys compete for the attention of a query, so the columns must sum to one (dim=0)."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    K, Q = A_K @ X.T, A_Q @ X.T
    return torch.softmax(K.T @ Q / A_K.shape[0] ** 0.5, dim=1)
