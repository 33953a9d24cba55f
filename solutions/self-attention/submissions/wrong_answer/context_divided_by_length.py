# ---
# misconception: "The weighted sum is divided by the number of positions once more."
# loses: {q5: 2}
# feedback: "The weights sum to one already; a sum over time is enough."
# ---

# %% question="q5"
def context_vectors(weights, states):
    return (weights.unsqueeze(-1) * states).mean(dim=1)
