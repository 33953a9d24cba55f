# ---
# misconception: "Padding is set to zero after the softmax, and the weights are not renormalised."
# loses: {q4: 2.5}
# feedback: "The weights no longer sum to one; mask the scores before the softmax."
# ---

# %% question="q4"
def attention_weights(scores, mask):
    return torch.softmax(scores, dim=1) * mask
