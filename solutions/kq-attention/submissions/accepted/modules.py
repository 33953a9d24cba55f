# ---
# about: "Layers: the two matrices are nn.Linear without bias inside an nn.Module; AdamW with weight decay and a falling step size."
# ---

# %% question="q2"
class Cosines(torch.nn.Module):
    def forward(self, X, Y):
        unit = torch.nn.functional.normalize
        return torch.nn.functional.linear(unit(X, dim=1), unit(Y, dim=1))


cosines = Cosines()


def distances(X, Y):
    return torch.linalg.vector_norm(X.unsqueeze(1) - Y.unsqueeze(0), dim=2)

# %% question="q6"
import math


def attention(X, A_K, A_Q):
    keys = torch.nn.functional.linear(X, A_K)
    queries = torch.nn.functional.linear(X, A_Q)
    by_query = torch.nn.Softmax(dim=-1)(queries @ keys.mT / math.sqrt(keys.size(1)))
    return by_query.mT

# %% question="q7"
class NegativeCosine(torch.nn.Module):
    def forward(self, weights, target):
        return -torch.nn.functional.cosine_similarity(weights.flatten(), target.flatten(), dim=0)


negative_cosine = NegativeCosine()

# %% question="q8"
def loss_and_gradients(X, target, A_K, A_Q):
    parameters = torch.nn.ParameterList([torch.nn.Parameter(A_K.clone()), torch.nn.Parameter(A_Q.clone())])
    loss = negative_cosine(attention(X, *parameters), target)
    loss.backward()
    return [float(loss), parameters[0].grad, parameters[1].grad]

# %% question="q9"
class KeysAndQueries(torch.nn.Module):
    def __init__(self, A_K, A_Q):
        super().__init__()
        self.key = torch.nn.Linear(A_K.shape[1], A_K.shape[0], bias=False, device=A_K.device)
        self.query = torch.nn.Linear(A_Q.shape[1], A_Q.shape[0], bias=False, device=A_Q.device)
        with torch.no_grad():
            self.key.weight.copy_(A_K)
            self.query.weight.copy_(A_Q)

    def forward(self, X):
        scores = self.key(X) @ self.query(X).T
        return torch.softmax(scores / self.key.out_features**0.5, dim=0)


def train(X, topics, A_K, A_Q, steps):
    model = KeysAndQueries(A_K, A_Q)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.05, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    losses = []
    for _ in range(steps):
        posts, target = draw_batch(X, topics)
        optimizer.zero_grad()
        loss = negative_cosine(model(posts), target)
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.detach())
    return model.key.weight.data, model.query.weight.data, [float(value) for value in losses]


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
