# ---
# misconception: "The cosine itself is returned as the loss, so that minimising it drives topics apart."
# loses: {q7: 1.5, q9: 2}
# feedback: "An optimiser makes the loss small. We want a large cosine, so the loss is minus the cosine."
# ---

# %% question="q7"
def negative_cosine(weights, target):
    return (weights * target).sum() / (weights.norm() * target.norm())
