# ---
# misconception: "Padding gets the score -100, which words can have too."
# loses: {q4: 0.5}
# feedback: "You give padding a score that words can fall below; give it minus infinity."
# ---

# %% question="q4"
def attention_weights(scores, mask):
    return torch.softmax(scores.masked_fill(~mask, -100.0), dim=1)
