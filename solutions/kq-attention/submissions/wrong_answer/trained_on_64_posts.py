# ---
# misconception: "To save time only 64 of the training posts are used."
# loses: {q9: 2}
# feedback: "You trained on 64 posts. They teach the words of these posts, not those of the topics: use all of X_train."
# ---

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    A_K, A_Q = (matrix.detach().clone().requires_grad_() for matrix in (A_K, A_Q))
    optimizer = torch.optim.Adam([A_K, A_Q], lr=0.02)
    losses = []
    for _ in range(steps):
        posts, target = draw_batch(X, topics)
        loss = negative_cosine(attention(posts, A_K, A_Q), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return A_K.detach(), A_Q.detach(), losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train[::24], topics_train[::24], start_K, start_Q, steps=300)
