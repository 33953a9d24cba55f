# ---
# misconception: "Only v is set; W_q and W_k keep their random numbers."
# loses: {q4b: 1}
# feedback: "The scale is v, but the two Dense layers still have random weights: set W_q and W_k too."
# ---

# %% question="q4b"
def with_weights(w_q, w_k, v):
    layer = KerasAttention(len(v))
    layer(np.zeros((1, 2, len(w_q))), np.zeros((1, 2, len(w_k))), np.ones((1, 2), dtype=bool))
    layer.attention.set_weights([v.ravel()])
    return layer
