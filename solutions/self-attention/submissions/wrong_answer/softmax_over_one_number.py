# ---
# misconception: "The softmax runs over the last axis of (B, T, 1), where there is one number only, so every weight is 1."
# loses: {q6: 3}
# feedback: "Your softmax runs over the axis of length 1 that the layer leaves; remove that axis first, then take the softmax over time."
# ---

# %% question="q6"
class PositionWeights(torch.nn.Module):
    def __init__(self, state_size):
        super().__init__()
        self.score = torch.nn.Linear(state_size, 1)

    def forward(self, states, mask):

        scores = self.score(states).masked_fill(~mask[:, :, None], float("-inf"))
        return torch.softmax(scores, dim=-1).squeeze(-1)
