# ---
# misconception: "The cosine itself is returned as the loss, so that minimising it drives topics apart."
# loses: {q5: 2, q7: 4}
# feedback: "An optimiser makes the loss small. We want a large cosine, so the loss is minus the cosine."
# ---

# %% question="q5"
def negative_cosine(weights, target):
    return (weights * target).sum() / (weights.norm() * target.norm())
