# ---
# misconception: "The context is the plain mean of the states; the weights are not used."
# loses: {q5: 2}
# feedback: "Multiply each state by its weight before you sum."
# ---

# %% question="q5"
def context_vectors(weights, states):
    return states.mean(dim=1)
