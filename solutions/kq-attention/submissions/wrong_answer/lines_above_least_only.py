# ---
# misconception: "A weight that equals least is left out."
# loses: {q4: 0.5}
# feedback: "A line belongs to every weight of at least `least`, one that equals it included."
# ---

# %% question="q4"
def head_view(weights, least):
    segments, strengths = [], []
    for i in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            if weights[i, j] > least:
                segments.append([[0, j], [1, i]])
                strengths.append(float(weights[i, j] / weights.max()))
    return segments, strengths
