# ---
# misconception: "The largest score is looked for at padding too, so the words' exponentials may all become 0."
# loses: {q4: 0.5}
# feedback: "You subtract the largest score of words and padding; where padding has it, the exponentials of all words can become 0."
# ---

# %% question="q4"
def attention_weights(scores, mask):
    exponentials = torch.exp(scores - scores.max(dim=1, keepdim=True).values) * mask
    return exponentials / exponentials.sum(dim=1, keepdim=True)
