# ---
# misconception: "Every function returns zeros of the right shape and computes nothing."
# loses: {q2: 3, q3: 2, q4: 4, q5: 2, q6: 3, q7: 4}
# feedback: "The shapes are right, but nothing is computed; the numbers must come from the inputs."
# ---

# %% question="q2"
def rnn_states(x, w_x, w_h, b):
    return torch.zeros(x.shape[0], x.shape[1], w_h.shape[0])


# %% question="q3"
def attention_scores(states, query):
    return torch.zeros(states.shape[:2])


# %% question="q4"
def attention_weights(scores, mask):
    return mask / mask.sum(dim=1, keepdim=True)


# %% question="q5"
def context_vectors(weights, states):
    return torch.zeros(states.shape[0], states.shape[2])


# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)

    def forward(self, states, mask):
        return mask / mask.sum(dim=1, keepdim=True)


# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    weights = (mask / mask.sum(dim=1, keepdim=True))[:, None, :].repeat(1, x.shape[1], 1)
    return torch.zeros(x.shape[0], x.shape[1], w_v.shape[1]), weights
