# ---
# misconception: "The two gradients are returned in the wrong order."
# loses: {q8: 3}
# feedback: "You return the gradient of A_Q first. The order is loss, gradient of A_K, gradient of A_Q."
# ---

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    A_K, A_Q = A_K.clone().requires_grad_(), A_Q.clone().requires_grad_()
    loss = negative_cosine(attention(X, A_K, A_Q), target)
    loss.backward()
    return loss.item(), A_Q.grad, A_K.grad
