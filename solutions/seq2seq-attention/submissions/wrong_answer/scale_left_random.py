# ---
# misconception: "W_q and W_k are set, but v is not: the scale of Keras' layer keeps its random numbers."
# loses: {q4b: 1}
# feedback: "Two of the three weights are set; v belongs into the scale of layers.AdditiveAttention."
# ---

# %% question="q4b"
def with_weights(w_q, w_k, v):
    layer = KerasAttention(len(v))
    layer(np.zeros((1, 2, len(w_q))), np.zeros((1, 2, len(w_k))), np.ones((1, 2), dtype=bool))
    layer.W_q.set_weights([w_q])
    layer.W_k.set_weights([w_k])
    return layer
