# ---
# misconception: "The scores become weights by a sigmoid, each by itself, so the weights do not sum to one."
# loses: {q6: 3}
# feedback: "A sigmoid judges each position by itself; a softmax shares one unit of weight among the positions."
# ---

# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)

    def forward(self, states, mask):

        return torch.sigmoid(self.score(states).squeeze(-1)) * mask
