# ---
# misconception: "The mask is not used, so padding takes part of the weight."
# loses: {q6: 1.5}
# feedback: "Your layer gives weight to padding; set the scores of padding to minus infinity before the softmax."
# ---

# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)

    def forward(self, states, mask):

        return torch.softmax(self.score(states).squeeze(-1), dim=1)
