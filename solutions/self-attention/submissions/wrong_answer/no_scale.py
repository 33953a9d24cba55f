# ---
# misconception: "The scores are not divided by the square root of d_k."
# loses: {q7: 2}
# feedback: "Divide the scores by the square root of the size of the keys."
# ---

# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    query, key, value = x @ w_q, x @ w_k, x @ w_v
    scores = query @ key.transpose(1, 2)
    weights = torch.softmax(scores.masked_fill(~mask[:, None, :], float("-inf")), dim=-1)
    return weights @ value, weights
