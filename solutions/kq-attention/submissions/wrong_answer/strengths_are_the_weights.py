# ---
# misconception: "The strengths are the weights themselves, not scaled so that the strongest is 1."
# loses: {q4: 1}
# feedback: "Your strengths are the weights. Divide them by the largest weight, or spread attention is too faint to see."
# ---

# %% question="q4"
def head_view(weights, least):
    segments, strengths = [], []
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            if weights[i, j] >= least:
                segments.append([[0, j], [1, i]])
                strengths.append(float(weights[i, j]))
    return segments, strengths
