# ---
# misconception: "Queries and keys have swapped roles: rows of the scores belong to keys."
# loses: {q7: 1.5}
# feedback: "Row i is the query of position i against all keys: query @ key.transpose(1, 2)."
# ---

# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    query, key, value = x @ w_q, x @ w_k, x @ w_v
    scores = key @ query.transpose(1, 2) / key.shape[-1] ** 0.5
    weights = torch.softmax(scores.masked_fill(~mask[:, None, :], float("-inf")), dim=-1)
    return weights @ value, weights
