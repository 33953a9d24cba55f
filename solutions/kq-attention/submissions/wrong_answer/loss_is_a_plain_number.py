# ---
# misconception: "The loss is returned as a number of Python or a new tensor, so no gradient comes back."
# loses: {q7: 0.5, q8: 3, q9: 4}
# feedback: "Your loss has the right value, but .item() took it out of torch, and no gradient comes back through a new tensor."
# ---

# %% question="q7"
def negative_cosine(weights, target):
    loss = -(weights * target).sum() / (weights.norm() * target.norm())
    return torch.tensor(loss.item())
