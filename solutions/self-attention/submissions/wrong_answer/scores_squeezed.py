# ---
# misconception: "squeeze() without an axis removes the batch axis too where the batch holds one sentence."
# loses: {q3: 0.5}
# feedback: "squeeze() removes every axis of length 1, also that of a batch of one; name the axis."
# ---

# %% question="q3"
def attention_scores(states, query):
    return torch.bmm(states, query.unsqueeze(2)).squeeze()
