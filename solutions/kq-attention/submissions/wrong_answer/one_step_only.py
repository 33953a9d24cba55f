# ---
# misconception: "The loop returns after its first step."
# loses: {q9: 4}
# feedback: "Your loop ends after one step: the return stands inside it."
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
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
