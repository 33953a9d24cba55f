# ---
# misconception: "The numbers in s are the weights themselves."
# loses: {q11: 2}
# feedback: "The weights are softmax(s): positive, with the sum 1."
# ---

# %% question="q11"
def weighted_sum(vectors, s, gamma=1.0):
    return gamma * np.einsum("l,nld->nd", s, vectors)
