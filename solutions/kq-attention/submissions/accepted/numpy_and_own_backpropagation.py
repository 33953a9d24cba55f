# ---
# about: "Gradients worked out by hand in numpy, without autograd; Adam written out."
# ---

# %% question="q2"
def cosines(X, Y):
    x, y = X.cpu().numpy(), Y.cpu().numpy()
    with np.errstate(all="ignore"):
        result = x @ y.T / np.outer(np.sqrt((x**2).sum(1)), np.sqrt((y**2).sum(1)))
    return torch.from_numpy(np.nan_to_num(result, nan=0.0)).to(X.device)


def distances(X, Y):
    return torch.from_numpy(np.sqrt(((X.cpu().numpy()[:, None] - Y.cpu().numpy()) ** 2).sum(-1))).to(X.device)

# %% question="q3"
def cosine_attention(X):
    x = X.cpu().numpy()
    powers = np.exp(x @ x.T)
    return torch.from_numpy(powers / powers.sum(axis=0)).to(X.device)


def topic_mass(weights, same):
    weights, same = np.asarray(weights.cpu()), np.asarray(same.cpu())
    shares = []
    for j in range(len(weights)):
        others = np.arange(len(weights)) != j
        shares.append((weights[others, j] * same[others, j]).sum() / weights[others, j].sum())
    return np.mean(shares)

# %% question="q4"
def head_view(weights, least):
    w = weights.cpu().numpy()
    keys, queries = np.nonzero(w >= least)
    segments = np.zeros((len(keys), 2, 2))
    segments[:, 0, 1], segments[:, 1, 1], segments[:, 1, 0] = queries, keys, 1
    return segments, w[keys, queries] / w.max()

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    x, t, a_k, a_q = (np.asarray(v.cpu(), dtype=float) for v in (X, target, A_K, A_Q))
    keys, queries, root = a_k @ x.T, a_q @ x.T, np.sqrt(len(a_k))
    scores = keys.T @ queries / root
    w = np.exp(scores - scores.max(axis=0))
    w /= w.sum(axis=0)
    norm_w, norm_t, dot = np.sqrt((w**2).sum()), np.sqrt((t**2).sum()), (w * t).sum()
    d_w = -(t / (norm_w * norm_t) - dot * w / (norm_w**3 * norm_t))
    d_scores = w * (d_w - (w * d_w).sum(axis=0)) / root
    d_keys, d_queries = queries @ d_scores.T, keys @ d_scores
    result = (torch.tensor(g, dtype=A_K.dtype, device=A_K.device) for g in (d_keys @ x, d_queries @ x))
    return -dot / (norm_w * norm_t), *result

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    both = [A_K.clone(), A_Q.clone()]
    means, squares = [0, 0], [0, 0]
    losses = []
    for step in range(1, steps + 1):
        posts, target = draw_batch(X, topics, size=96)
        loss, *gradients = loss_and_gradients(posts, target, *both)
        for n, gradient in enumerate(gradients):
            means[n] = 0.9 * means[n] + 0.1 * gradient
            squares[n] = 0.99 * squares[n] + 0.01 * gradient**2
            move = (means[n] / (1 - 0.9**step)) / (torch.sqrt(squares[n] / (1 - 0.99**step)) + 1e-8)
            both[n] = both[n] - 0.02 * move
        losses.append(loss)
    return both[0], both[1], losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
