# ---
# misconception: "Only the strongest line of each query is drawn."
# loses: {q4: 1.5}
# feedback: "You keep one line for each query. All weights of at least `least` get one."
# ---

# %% question="q4"
def head_view(weights, least):
    segments, strengths = [], []
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            if weights[i, j] >= least and weights[i, j] == weights[:, j].max():
                segments.append([[0, j], [1, i]])
                strengths.append(float(weights[i, j] / weights.max()))
    return segments, strengths
