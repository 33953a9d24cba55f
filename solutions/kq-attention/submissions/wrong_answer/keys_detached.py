# ---
# misconception: "A_K passes through numpy on the way to the loss, so its gradient is zero."
# loses: {q8: 1.5}
# feedback: "You took A_K out of torch before the loss. The gradient stops there, and the keys can never learn."
# ---

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    A_K, A_Q = A_K.clone().requires_grad_(), A_Q.clone().requires_grad_()
    loss = negative_cosine(attention(X, torch.tensor(A_K.detach().cpu().numpy(), device=A_K.device), A_Q), target)
    loss.backward()
    return loss.item(), torch.zeros_like(A_K), A_Q.grad
