# ---
# misconception: "The target's mask closes the rows of padded queries instead of the columns of padded keys."
# loses: {q4b: 1}
# feedback: "You close the queries at padding; what must be closed is the keys, the last axis."
# ---

# %% question="q4b"
def target_mask(written, pad):
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return causal & (written != pad)[:, :, None]


def masked_loss(scores, targets, pad):
    counted = targets != pad
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    return float(np.asarray(losses)[counted].mean())
