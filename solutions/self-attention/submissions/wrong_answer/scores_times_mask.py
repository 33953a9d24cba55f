# ---
# misconception: "The scores of padding are set to 0 before the softmax, but exp(0) is 1, not 0."
# loses: {q4: 2.5}
# feedback: "A score of 0 still gets weight; padding needs a score of minus infinity."
# ---

# %% question="q4"
def attention_weights(scores, mask):
    return torch.softmax(scores * mask, dim=1)
