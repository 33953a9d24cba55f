# ---
# misconception: "The gradients are divided by their length, so they say where but not how steep."
# loses: {q8: 3}
# feedback: "You normalised the gradients. Their length is the slope of the loss, and it belongs to them."
# ---

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    A_K, A_Q = A_K.clone().requires_grad_(), A_Q.clone().requires_grad_()
    loss = negative_cosine(attention(X, A_K, A_Q), target)
    loss.backward()
    return loss.item(), A_K.grad / A_K.grad.norm(), A_Q.grad / A_Q.grad.norm()
