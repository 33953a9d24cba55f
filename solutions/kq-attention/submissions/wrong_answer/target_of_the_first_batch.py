# ---
# misconception: "The matrix of same topics is made once, for the first batch, and used for all batches."
# loses: {q9: 3.5}
# feedback: "Every batch holds other posts, so every batch needs its own matrix of same topics."
# ---

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    A_K, A_Q = (matrix.detach().clone().requires_grad_() for matrix in (A_K, A_Q))
    optimizer = torch.optim.Adam([A_K, A_Q], lr=0.02)
    losses = []
    _, target = draw_batch(X, topics)
    for _ in range(steps):
        posts, _ = draw_batch(X, topics)
        loss = negative_cosine(attention(posts, A_K, A_Q), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return A_K.detach(), A_Q.detach(), losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
