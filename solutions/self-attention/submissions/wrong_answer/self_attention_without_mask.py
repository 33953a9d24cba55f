# ---
# misconception: "Padded keys take part in the softmax like real words."
# loses: {q7: 1.5}
# feedback: "Set the scores of padded keys to minus infinity before the softmax."
# ---

# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    query, key, value = x @ w_q, x @ w_k, x @ w_v
    weights = torch.softmax(query @ key.transpose(1, 2) / key.shape[-1] ** 0.5, dim=-1)
    return weights @ value, weights
