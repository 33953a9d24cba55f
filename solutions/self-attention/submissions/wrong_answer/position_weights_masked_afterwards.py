# ---
# misconception: "Padding is set to zero after the softmax, and the weights are not renormalised."
# loses: {q6: 1.5}
# feedback: "The weights of sentences with padding no longer sum to one; mask the scores before the softmax."
# ---

# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)

    def forward(self, states, mask):

        return torch.softmax(self.score(states).squeeze(-1), dim=1) * mask
