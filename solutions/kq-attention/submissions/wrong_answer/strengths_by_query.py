# ---
# misconception: "Each weight is divided by the largest of its own query instead of the whole matrix."
# loses: {q4: 1}
# feedback: "You divide by the largest weight of each query. One number, the largest of the whole matrix, keeps queries comparable."
# ---

# %% question="q4"
def head_view(weights, least):
    segments, strengths = [], []
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            if weights[i, j] >= least:
                segments.append([[0, j], [1, i]])
                strengths.append(float(weights[i, j] / weights[:, j].max()))
    return segments, strengths
