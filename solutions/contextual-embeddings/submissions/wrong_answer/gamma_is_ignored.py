# ---
# misconception: "gamma is left out."
# loses: {q11: 0.5}
# feedback: "Multiply the sum by gamma."
# ---

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    powers = np.exp(s - np.max(s))
    return np.einsum("l,nld->nd", powers / powers.sum(), vectors)
