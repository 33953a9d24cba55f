# ---
# misconception: "The scores are divided by the square root of the embedding size instead of the size of the keys."
# loses: {q7: 1.5}
# feedback: "d_k is the number of columns of w_k, not the size of the embeddings."
# ---

# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    query, key, value = x @ w_q, x @ w_k, x @ w_v
    scores = query @ key.transpose(1, 2) / x.shape[-1] ** 0.5
    weights = torch.softmax(scores.masked_fill(~mask[:, None, :], float("-inf")), dim=-1)
    return weights @ value, weights
