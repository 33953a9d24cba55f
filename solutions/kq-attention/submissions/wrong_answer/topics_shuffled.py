# ---
# misconception: "Posts and topics are shuffled separately, so they do not belong together any more."
# loses: {q9: 3.5}
# feedback: "You shuffled posts and topics with different orders. A post must keep its topic."
# ---

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    A_K, A_Q = (matrix.detach().clone().requires_grad_() for matrix in (A_K, A_Q))
    optimizer = torch.optim.Adam([A_K, A_Q], lr=0.02)
    losses = []
    for _ in range(steps):
        posts, target = draw_batch(X, topics[torch.randperm(len(topics), device=topics.device)])
        loss = negative_cosine(attention(posts, A_K, A_Q), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return A_K.detach(), A_Q.detach(), losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
