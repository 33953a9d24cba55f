# ---
# misconception: "The layers are averaged, whatever s says."
# loses: {q11: 1.5}
# feedback: "Weight the layers with softmax(s); only where all numbers of s are equal it is the mean."
# ---

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    return gamma * np.mean(vectors, axis=1)
