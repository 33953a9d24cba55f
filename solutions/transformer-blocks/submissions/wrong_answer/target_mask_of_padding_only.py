# ---
# misconception: "The target's mask closes padding and leaves the future open."
# loses: {q4b: 1}
# feedback: "Your mask lets a place look at later ones; a key is open where it is no padding and not later than the query."
# ---

# %% question="q4b"
def target_mask(written, pad):
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return (written != pad)[:, None, :] & np.ones_like(causal)


def masked_loss(scores, targets, pad):
    counted = targets != pad
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    return float(np.asarray(losses)[counted].mean())
