# ---
# misconception: "The exponentials are taken without subtracting the largest score, so large scores overflow."
# loses: {q4: 1}
# feedback: "exp overflows on large scores; subtract the largest one first or use torch.softmax."
# ---

# %% question="q4"
def attention_weights(scores, mask):
    exponentials = torch.exp(scores) * mask
    return exponentials / exponentials.sum(dim=1, keepdim=True)
