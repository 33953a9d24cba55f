# ---
# misconception: "The batches hide no words, so the matrices learn the training posts by heart."
# loses: {q9: 2}
# feedback: "Your training loss is excellent and unseen posts are not: you hide no words. Use draw_batch as it is given."
# ---

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    A_K, A_Q = (matrix.detach().clone().requires_grad_() for matrix in (A_K, A_Q))
    optimizer = torch.optim.Adam([A_K, A_Q], lr=0.02)
    losses = []
    for _ in range(steps):
        rows = torch.randperm(len(X), device=X.device)[:64]
        posts, target = X[rows], same_topic(topics[rows])
        loss = negative_cosine(attention(posts, A_K, A_Q), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return A_K.detach(), A_Q.detach(), losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
