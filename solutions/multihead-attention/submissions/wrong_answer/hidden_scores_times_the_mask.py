# ---
# misconception: "Masked scores become 0 before the softmax instead of very small."
# loses: {q2: 1}
# feedback: "exp(0) is 1, so a hidden key still gets its share: a masked score must be a large negative number."
# ---

# %% question="q2"
def multi_head_attention(query, value, weights, mask=None):
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = weights
    q = np.einsum("bid,dhk->bhik", query, w_q) + b_q[:, None]
    k = np.einsum("bjd,dhk->bhjk", value, w_k) + b_k[:, None]
    v = np.einsum("bjd,dhv->bhjv", value, w_v) + b_v[:, None]
    scores = np.einsum("bhik,bhjk->bhij", q, k) / np.sqrt(w_q.shape[-1])
    if mask is not None:
        scores = scores * np.asarray(mask)[:, None]
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores = scores / scores.sum(axis=-1, keepdims=True)
    return np.einsum("bhij,bhjv,hvd->bid", scores, v, w_o) + b_o, scores
