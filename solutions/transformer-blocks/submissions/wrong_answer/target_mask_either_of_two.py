# ---
# misconception: "The causal mask and the padding mask are joined by or, so a key is open where one of them allows it."
# loses: {q4b: 1}
# feedback: "A key is open where both masks allow it; you open it where one of them does."
# ---

# %% question="q4b"
def target_mask(written, pad):
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return causal | (written != pad)[:, None, :]


def masked_loss(scores, targets, pad):
    counted = targets != pad
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    return float(np.asarray(losses)[counted].mean())
