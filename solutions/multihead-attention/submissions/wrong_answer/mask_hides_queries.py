# ---
# misconception: "The mask is applied with rows and columns exchanged."
# loses: {q2: 1}
# feedback: "mask[b, i, j] belongs to query i and key j: do not transpose it."
# ---

# %% question="q2"
def multi_head_attention(query, value, weights, mask=None):
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = weights
    q = np.einsum("bid,dhk->bhik", query, w_q) + b_q[:, None]
    k = np.einsum("bjd,dhk->bhjk", value, w_k) + b_k[:, None]
    v = np.einsum("bjd,dhv->bhjv", value, w_v) + b_v[:, None]
    scores = np.einsum("bhik,bhjk->bhij", q, k) / np.sqrt(w_q.shape[-1])
    if mask is not None:
        scores = np.where(np.asarray(mask).swapaxes(1, 2)[:, None], scores, -1e9)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores = scores / scores.sum(axis=-1, keepdims=True)
    return np.einsum("bhij,bhjv,hvd->bid", scores, v, w_o) + b_o, scores
