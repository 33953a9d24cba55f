# ---
# misconception: "The softmax is weighted over sentences, the first axis."
# loses: {q11: 2}
# feedback: "Layers are axis 1 of the vectors."
# ---

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    powers = np.exp(s - np.max(s))
    weights = np.resize(powers / powers.sum(), len(vectors))
    return gamma * np.tensordot(weights, vectors, axes=(0, 0))
