# ---
# misconception: "Rows are taken for queries, so every line runs the other way."
# loses: {q4: 1.5}
# feedback: "You took the rows for the queries. A column holds the weights of one query: its line starts at (0, j)."
# ---

# %% question="q4"
def head_view(weights, least):
    segments, strengths = [], []
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            if weights[i, j] >= least:
                segments.append([[0, i], [1, j]])
                strengths.append(float(weights[i, j] / weights.max()))
    return segments, strengths
