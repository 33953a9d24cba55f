# ---
# misconception: "The weights are turned into zeros and ones first; rounding has no gradient, so nothing can learn."
# loses: {q7: 2, q8: 3, q9: 4}
# feedback: "You compare rounded weights. Rounding is flat, its gradient is zero, and training stands still."
# ---

# %% question="q7"
def negative_cosine(weights, target):
    chosen = (weights > 1 / len(weights)).float()
    return -(chosen * target).sum() / (chosen.norm() * target.norm())
