# ---
# about: "Counts from scikit-learn; einsum and log-sum-exp in float64; momentum by hand instead of an optimiser."
# ---

# %% question="q1"
from sklearn.feature_extraction.text import CountVectorizer


def tfidf(train_texts, other_texts):
    counter = CountVectorizer(token_pattern=r"\S+", lowercase=False)
    train = counter.fit_transform(train_texts).toarray()
    other = counter.transform(other_texts).toarray()
    idf = np.log10(len(train_texts)) - np.log10(np.count_nonzero(train, axis=0))

    def unit(rows):
        length = np.sqrt((rows**2).sum(axis=1))
        length[length == 0] = 1
        return torch.tensor(rows / length[:, None])

    return unit(train * idf), unit(other * idf)

# %% question="q2"
from sklearn.metrics.pairwise import cosine_similarity, euclidean_distances


def cosines(X, Y):
    return torch.tensor(cosine_similarity(X.cpu(), Y.cpu()), device=X.device)


def distances(X, Y):
    X, Y = X.double(), Y.double()
    squares = torch.einsum("iv,iv->i", X, X)[:, None] + torch.einsum("jv,jv->j", Y, Y) - 2 * torch.einsum("iv,jv->ij", X, Y)
    return squares.clamp(min=0).sqrt()

# %% question="q3"
def cosine_attention(X):
    scores = torch.einsum("iv,jv->ij", X.double(), X.double())
    return torch.exp(scores - torch.logsumexp(scores, dim=0))


def topic_mass(weights, same):
    elsewhere = weights.clone().fill_diagonal_(0)
    on_topic = torch.einsum("ij,ij->j", elsewhere.double(), same.double())
    return float((on_topic / elsewhere.double().sum(dim=0)).mean())

# %% question="q4"
def head_view(weights, least):
    keys, queries = torch.where(weights >= least)
    left = torch.stack([torch.zeros_like(queries), queries], dim=1)
    right = torch.stack([torch.ones_like(keys), keys], dim=1)
    return torch.stack([left, right], dim=1), weights[keys, queries].double() / weights.max().double()

# %% question="q6"
def attention(X, A_K, A_Q):
    X, A_K, A_Q = X.double(), A_K.double(), A_Q.double()
    scores = torch.einsum("iv,dv,dw,jw->ij", X, A_K, A_Q, X) if len(X) < 3 else torch.einsum(
        "id,jd->ij", torch.einsum("iv,dv->id", X, A_K), torch.einsum("jv,dv->jd", X, A_Q)
    )
    scores = scores / np.sqrt(A_K.shape[0])
    return torch.exp(scores - torch.logsumexp(scores, dim=0, keepdim=True))

# %% question="q7"
def negative_cosine(weights, target):
    target = target.to(weights.dtype)
    dot = torch.einsum("ij,ij->", weights, target)
    return -dot / torch.sqrt(torch.einsum("ij,ij->", weights, weights) * target.pow(2).sum())

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    A_K, A_Q = A_K.detach().double().requires_grad_(True), A_Q.detach().double().requires_grad_(True)
    loss = negative_cosine(attention(X, A_K, A_Q), target)
    loss.backward()
    return loss.detach(), A_K.grad, A_Q.grad

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    matrices = [A_K.double().clone(), A_Q.double().clone()]
    speeds = [torch.zeros_like(matrix) for matrix in matrices]
    losses = []
    for _ in range(steps):
        posts, target = draw_batch(X, topics)
        loss, *gradients = loss_and_gradients(posts, target, *matrices)
        length = torch.sqrt(sum((gradient**2).sum() for gradient in gradients))
        for matrix, speed, gradient in zip(matrices, speeds, gradients):
            speed.mul_(0.9).sub_(gradient / length)
            matrix.add_(0.15 * speed)
        losses.append(float(loss))
    return *matrices, losses


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
