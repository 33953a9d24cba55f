# ---
# misconception: "squeeze() without an axis removes the batch axis too where the batch holds one sentence."
# loses: {q5: 1}
# feedback: "squeeze() removes every axis of length 1, also that of a batch of one; name the axis."
# ---

# %% question="q5"
def context_vectors(weights, states):
    return torch.bmm(weights.unsqueeze(1), states).squeeze()
