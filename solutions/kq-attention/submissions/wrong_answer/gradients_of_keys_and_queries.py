# ---
# misconception: "The gradients belong to the keys and queries K and Q, not to the matrices A_K and A_Q."
# loses: {q8: 3}
# feedback: "Your gradients have the shape (D, N) of keys and queries. What is learned are the matrices, of shape (D, V)."
# ---

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    K, Q = (A_K @ X.T).requires_grad_(), (A_Q @ X.T).requires_grad_()
    weights = attention(torch.eye(len(X), device=X.device, dtype=X.dtype), K, Q)
    loss = negative_cosine(weights, target)
    loss.backward()
    return loss.item(), K.grad, Q.grad
