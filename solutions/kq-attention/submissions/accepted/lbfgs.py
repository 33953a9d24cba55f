# ---
# about: "Adam to leave the flat start, then L-BFGS with a line search, on a fresh and larger batch in each step."
# ---

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    pair = [m.detach().clone().requires_grad_() for m in (A_K, A_Q)]
    adam = torch.optim.Adam(pair, lr=0.03)
    losses = []
    for step in range(steps):
        posts, target = draw_batch(X, topics, size=256, hide=0.7)
        first = step < steps // 2
        optimizer = adam if first else torch.optim.LBFGS(pair, max_iter=6, line_search_fn="strong_wolfe")

        def closure():
            optimizer.zero_grad()
            loss = negative_cosine(attention(posts, *pair), target)
            loss.backward()
            return loss

        losses.append(float(optimizer.step(closure)))
    return pair[0].detach(), pair[1].detach(), losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=160)
