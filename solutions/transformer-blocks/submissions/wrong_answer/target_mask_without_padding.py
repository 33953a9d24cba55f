# ---
# misconception: "The target's mask is causal only, so places look at padding."
# loses: {q4b: 1}
# feedback: "Your mask is causal only; the keys at padding must be closed too."
# ---

# %% question="q4b"
def target_mask(written, pad):
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return np.broadcast_to(causal, (len(written), *causal.shape))


def masked_loss(scores, targets, pad):
    counted = targets != pad
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    return float(np.asarray(losses)[counted].mean())
