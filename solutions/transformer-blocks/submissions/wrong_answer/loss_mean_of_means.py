# ---
# misconception: "The loss is averaged over each answer first, and then over the answers."
# loses: {q4b: 1}
# feedback: "You average each answer by itself; here every real place of the batch counts the same."
# ---

# %% question="q4b"
def target_mask(written, pad):
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return causal & (written != pad)[:, None, :]


def masked_loss(scores, targets, pad):
    counted = targets != pad
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    return float(np.mean((np.asarray(losses) * counted).sum(axis=1) / counted.sum(axis=1)))
