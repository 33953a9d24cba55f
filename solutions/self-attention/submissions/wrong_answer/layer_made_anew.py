# ---
# misconception: "A new layer with random weights is made in each call, so nothing can be learned."
# loses: {q6: 3}
# feedback: "You make a new layer whenever the module is called; its weights are random each time. Make it once, in __init__."
# ---

# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)

    def forward(self, states, mask):
        scores = torch.nn.Linear(states.shape[-1], 1)(states).squeeze(-1)
        return torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=1)
