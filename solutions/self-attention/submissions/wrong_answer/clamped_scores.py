# ---
# misconception: "Scores are cut off at 50 so that exp does not overflow; scores beyond that become equal."
# loses: {q4: 1}
# feedback: "You cut scores off, so that large ones all become the same; subtract the largest score instead."
# ---

# %% question="q4"
def attention_weights(scores, mask):
    exponentials = torch.exp(scores.clamp(-50, 50)) * mask
    return exponentials / exponentials.sum(dim=1, keepdim=True)
