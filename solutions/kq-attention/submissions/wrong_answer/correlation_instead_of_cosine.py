# ---
# misconception: "The means are subtracted first: that is a correlation, not a cosine."
# loses: {q7: 1.5, q9: 2}
# feedback: "You subtract the means, which gives a correlation; it is not defined for attention without preference."
# ---

# %% question="q7"
def negative_cosine(weights, target):
    w, t = weights - weights.mean(), target - target.mean()
    return -(w * t).sum() / (w.norm() * t.norm())
