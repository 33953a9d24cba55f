# ---
# misconception: "The scores are taken for probabilities, without a softmax."
# loses: {q4b: 1}
# feedback: "The scores come before a softmax: say from_logits=True, or take the softmax yourself."
# ---

# %% question="q4b"
def target_mask(written, pad):
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return causal & (written != pad)[:, None, :]


def masked_loss(scores, targets, pad):
    counted = targets != pad
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores)
    return float(np.asarray(losses)[counted].mean())
