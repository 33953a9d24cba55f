# ---
# misconception: "The softmax does not know the mask, so padding takes part of the weight."
# loses: {q4: 2.5}
# feedback: "Set the scores of padding to minus infinity before the softmax."
# ---

# %% question="q4"
def attention_weights(scores, mask):
    return torch.softmax(scores, dim=1)
