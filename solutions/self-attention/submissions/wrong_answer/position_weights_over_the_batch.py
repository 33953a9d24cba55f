# ---
# misconception: "The softmax of the layer's scores runs over the batch instead of the positions."
# loses: {q6: 3}
# feedback: "Your weights sum to one over the batch; the softmax belongs on the time axis."
# ---

# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)

    def forward(self, states, mask):

        scores = self.score(states).squeeze(-1)
        return torch.softmax(scores.masked_fill(~mask, -1e9), dim=0)
