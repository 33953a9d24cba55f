# ---
# about: "Explicit loops over words, posts and queries; RMSprop; the matrices learn in two calls of train."
# ---

# %% question="q1"
import math


def tfidf(train_texts, other_texts):
    split = [text.split() for text in train_texts]
    words = sorted(set(sum(split, [])))
    idf = {w: math.log(len(split) / sum(w in text for text in split)) for w in words}

    def row(text):
        values = [text.split().count(w) * idf[w] for w in words]
        length = math.sqrt(sum(v * v for v in values))
        return [v / length for v in values] if length else values

    return [row(text) for text in train_texts], [row(text) for text in other_texts]

# %% question="q2"
def cosines(X, Y):
    result = X.new_zeros(len(X), len(Y))
    for i, x in enumerate(X):
        for j, y in enumerate(Y):
            if x.any() and y.any():
                result[i, j] = x.dot(y) / (x.dot(x) * y.dot(y)) ** 0.5
    return result


def distances(X, Y):
    return torch.stack([torch.stack([((x - y) ** 2).sum() ** 0.5 for y in Y]) for x in X])

# %% question="q3"
def cosine_attention(X):
    weights = torch.empty(len(X), len(X), device=X.device)
    for j in range(len(X)):
        powers = torch.stack([torch.exp(torch.dot(X[i], X[j])) for i in range(len(X))])
        weights[:, j] = powers / powers.sum()
    return weights


def topic_mass(weights, same):
    total = 0.0
    for j in range(len(weights)):
        column = weights[:, j]
        on_topic = (column * same[:, j]).sum() - column[j] * same[j, j]
        total += on_topic / (column.sum() - column[j])
    return total / len(weights)

# %% question="q4"
def head_view(weights, least):
    segments, strengths = [], []
    strongest = max(float(w) for row in weights for w in row)
    for j in range(weights.shape[1]):
        for i in range(weights.shape[0]):
            if weights[i, j] >= least:
                segments.append(((0, j), (1, i)))
                strengths.append(float(weights[i, j]) / strongest)
    return segments, strengths

# %% question="q6"
def attention(X, A_K, A_Q):
    keys = [A_K @ post for post in X]
    columns = []
    for post in X:
        query = A_Q @ post / len(A_Q) ** 0.5
        columns.append(torch.softmax(torch.stack(keys) @ query, dim=0))
    return torch.stack(columns, dim=1)

# %% question="q7"
def negative_cosine(weights, target):
    dot, squares_w, squares_t = 0, 0, 0
    for row_w, row_t in zip(weights, target):
        dot = dot + (row_w * row_t).sum()
        squares_w = squares_w + (row_w**2).sum()
        squares_t = squares_t + (row_t**2).sum()
    return -dot / (squares_w**0.5 * squares_t**0.5)

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    A_K, A_Q = A_K.clone(), A_Q.clone()
    A_K.requires_grad = A_Q.requires_grad = True
    optimizer = torch.optim.RMSprop([{"params": [A_K]}, {"params": [A_Q]}], lr=0.01)
    losses = []
    while len(losses) < steps:
        posts, target = draw_batch(X, topics, size=48)
        loss = negative_cosine(attention(posts, A_K, A_Q), target)
        A_K.grad = A_Q.grad = None
        loss.backward()
        optimizer.step()
        losses += [loss.item()]
    return A_K.detach(), A_Q.detach(), losses


torch.manual_seed(2)
start_K, start_Q = start_matrices()
half_K, half_Q, first = train(X_train, topics_train, start_K, start_Q, steps=150)
trained_K, trained_Q, second = train(X_train, topics_train, half_K, half_Q, steps=150)
losses = first + second
