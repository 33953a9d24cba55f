# ---
# misconception: "gamma multiplies s inside the softmax."
# loses: {q11: 0.5}
# feedback: "gamma scales the sum, not the numbers in the softmax."
# ---

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    powers = np.exp(gamma * (s - np.max(s)))
    return np.einsum("l,nld->nd", powers / powers.sum(), vectors)
