# ---
# misconception: "The padding id 0 is written into the code."
# loses: {q4b: 2}
# feedback: "Use the argument `pad`; other vocabularies have another padding id."
# ---

# %% question="q4b"
def target_mask(written, pad):
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return causal & (written != 0)[:, None, :]


def masked_loss(scores, targets, pad):
    counted = targets != 0
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    return float(np.asarray(losses)[counted].mean())
