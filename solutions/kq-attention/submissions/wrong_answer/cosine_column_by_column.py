# ---
# misconception: "A cosine is taken for each query, and these are averaged."
# loses: {q7: 0.5}
# feedback: "You average one cosine per column. The formula has one sum and two norms over the whole matrix."
# ---

# %% question="q7"
def negative_cosine(weights, target):
    return -torch.nn.functional.cosine_similarity(weights, target, dim=0).mean()
