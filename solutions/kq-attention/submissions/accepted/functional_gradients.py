# ---
# about: "torch.func.grad_and_value instead of requires_grad; Nadam; all in float64."
# ---

# %% question="q2"
def cosines(X, Y):
    return torch.nn.functional.cosine_similarity(X[:, None], Y[None], dim=-1)


def distances(X, Y):
    return torch.cdist(X, Y)

# %% question="q4"
def head_view(weights, least):
    keys, queries = (weights >= least).nonzero(as_tuple=True)
    largest = weights.max()
    segments = [[[0, j], [1, i]] for i, j in zip(keys, queries)]
    return segments, [weights[i, j] / largest for i, j in zip(keys, queries)]

# %% question="q6"
def attention(X, A_K, A_Q):
    scores = (X @ A_K.T) @ (A_Q @ X.T) * A_Q.size(0) ** -0.5
    powers = (scores - scores.amax(0, keepdim=True)).exp()
    return powers / powers.sum(0, keepdim=True)

# %% question="q7"
def negative_cosine(weights, target):
    unit = torch.nn.functional.normalize
    return -torch.dot(unit(weights.reshape(-1), dim=0), unit(target.reshape(-1).to(weights), dim=0))

# %% question="q8"
from torch.func import grad_and_value


def loss_and_gradients(X, target, A_K, A_Q):
    def loss_of(pair):
        return negative_cosine(attention(X, pair["K"], pair["Q"]), target)

    gradients, loss = grad_and_value(loss_of)({"K": A_K, "Q": A_Q})
    return loss, gradients["K"], gradients["Q"]

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    X = X.double()
    pair = [torch.nn.Parameter(m.double().clone()) for m in (A_K, A_Q)]
    optimizer = torch.optim.NAdam(pair, lr=0.02)
    losses = []
    for _ in range(steps):
        posts, target = draw_batch(X, topics)
        loss, pair[0].grad, pair[1].grad = loss_and_gradients(posts, target, pair[0].data, pair[1].data)
        optimizer.step()
        losses.append(loss.item())
    return pair[0].data, pair[1].data, losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
