# ---
# misconception: "squeeze() without an axis removes the batch axis too where the batch holds one sentence."
# loses: {q6: 1}
# feedback: "squeeze() removes every axis of length 1, also that of a batch of one; name the axis: squeeze(-1)."
# ---

# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)

    def forward(self, states, mask):
        scores = self.score(states).squeeze()
        return torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=-1)
