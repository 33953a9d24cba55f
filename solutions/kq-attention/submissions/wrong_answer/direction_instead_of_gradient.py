# ---
# misconception: "The direction of descent, minus the gradient, is returned."
# loses: {q8: 3}
# feedback: "You return minus the gradient. The gradient points to where the loss rises; the optimiser turns it round."
# ---

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    A_K, A_Q = A_K.clone().requires_grad_(), A_Q.clone().requires_grad_()
    loss = negative_cosine(attention(X, A_K, A_Q), target)
    loss.backward()
    return loss.item(), -A_K.grad, -A_Q.grad
