# ---
# misconception: "The softmax is computed in numpy, so no gradient comes back to the matrices."
# loses: {q6: 1, q8: 3, q9: 4}
# feedback: "Your numbers are right, but they leave torch on the way, and no gradient comes back to A_K and A_Q. Compute with torch from beginning to end."
# ---

# %% question="q6"
def attention(X, A_K, A_Q):
    x, a_k, a_q = (tensor.detach().cpu().numpy() for tensor in (X, A_K, A_Q))
    scores = (x @ a_k.T) @ (x @ a_q.T).T / np.sqrt(len(a_k))
    powers = np.exp(scores - scores.max(axis=0))
    return torch.tensor(powers / powers.sum(axis=0), device=X.device)
