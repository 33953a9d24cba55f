# ---
# misconception: "The scores are divided by d_k instead of by its square root."
# loses: {q7: 2}
# feedback: "Divide by the square root of d_k, not by d_k."
# ---

# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    query, key, value = x @ w_q, x @ w_k, x @ w_v
    scores = query @ key.transpose(1, 2) / key.shape[-1]
    weights = torch.softmax(scores.masked_fill(~mask[:, None, :], float("-inf")), dim=-1)
    return weights @ value, weights
