# ---
# misconception: "A_K makes the keys and the queries, so A_Q has no influence and never learns."
# loses: {q6: 2.5, q8: 1.5, q9: 3.5}
# feedback: "Your queries are made with A_K. Nothing depends on A_Q, so it has no gradient."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    K, Q = A_K @ X.T, A_K @ X.T
    return torch.softmax(K.T @ Q / A_K.shape[0] ** 0.5, dim=0)
