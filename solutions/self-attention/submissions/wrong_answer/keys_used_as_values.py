# ---
# misconception: "The keys are used as values; w_v has no effect."
# loses: {q7: 3}
# feedback: "Keys decide the weights; the values x @ w_v are what is mixed."
# ---

# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    query, key = x @ w_q, x @ w_k
    scores = query @ key.transpose(1, 2) / key.shape[-1] ** 0.5
    weights = torch.softmax(scores.masked_fill(~mask[:, None, :], float("-inf")), dim=-1)
    return weights @ key, weights
