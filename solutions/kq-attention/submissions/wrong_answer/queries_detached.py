# ---
# misconception: "A_Q is detached on the way to the loss, so its gradient is zero."
# loses: {q8: 1.5}
# feedback: "You detached A_Q before the loss. The gradient stops there, and the queries can never learn."
# ---

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    A_K, A_Q = A_K.clone().requires_grad_(), A_Q.clone().requires_grad_()
    loss = negative_cosine(attention(X, A_K, A_Q.detach()), target)
    loss.backward()
    return loss.item(), A_K.grad, torch.zeros_like(A_Q)
