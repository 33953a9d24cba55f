# ---
# misconception: "Padded keys get the score -100, which real keys can fall below."
# loses: {q7: 0.5}
# feedback: "You give padded keys a score that real keys can fall below; give them minus infinity."
# ---

# %% question="q7"
def self_attention(x, w_q, w_k, w_v, mask):
    query, key, value = x @ w_q, x @ w_k, x @ w_v
    scores = query @ key.transpose(1, 2) / key.shape[-1] ** 0.5
    weights = torch.softmax(scores.masked_fill(~mask[:, None, :], -100.0), dim=-1)
    return weights @ value, weights
