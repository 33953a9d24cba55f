# ---
# misconception: "The losses of real places are divided by the number of all places, padding included."
# loses: {q4b: 1}
# feedback: "You divide by the number of all places; divide by the number of those that are no padding."
# ---

# %% question="q4b"
def target_mask(written, pad):
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return causal & (written != pad)[:, None, :]


def masked_loss(scores, targets, pad):
    counted = targets != pad
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    return float((np.asarray(losses) * counted).mean())
