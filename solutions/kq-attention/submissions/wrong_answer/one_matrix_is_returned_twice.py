# ---
# misconception: "One matrix is trained for both roles and returned as A_K and as A_Q."
# loses: {q9: 1.5}
# feedback: "You train one matrix for both roles. A_K and A_Q are two matrices with gradients of their own; with one, every pair of posts must look at each other alike."
# ---

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    A_K, A_Q = (matrix.detach().clone().requires_grad_() for matrix in (A_K, A_Q))
    optimizer = torch.optim.Adam([A_K, A_Q], lr=0.02)
    losses = []
    for _ in range(steps):
        posts, target = draw_batch(X, topics)
        loss = negative_cosine(attention(posts, A_K, A_K), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return A_K.detach(), A_K.detach().clone(), losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
