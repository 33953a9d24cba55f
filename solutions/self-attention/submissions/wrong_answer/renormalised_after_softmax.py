# ---
# misconception: "Padding is set to zero after the softmax and the rest is divided by its sum, which is 0 where padding had all the weight."
# loses: {q4: 0.5}
# feedback: "You repair the weights after a softmax that saw the padding; where the padding's score is far larger, nothing is left to repair. Mask before the softmax."
# ---

# %% question="q4"
def attention_weights(scores, mask):
    weights = torch.softmax(scores, dim=1) * mask
    return weights / weights.sum(dim=1, keepdim=True)
