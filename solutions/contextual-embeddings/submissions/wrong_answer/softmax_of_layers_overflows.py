# ---
# misconception: "The exponentials are taken without subtracting the largest number."
# loses: {q11: 0.5}
# feedback: "exp of a large number is infinite: subtract the largest number of s before."
# ---

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    powers = np.exp(np.asarray(s))
    return gamma * np.einsum("l,nld->nd", powers / powers.sum(), vectors)
