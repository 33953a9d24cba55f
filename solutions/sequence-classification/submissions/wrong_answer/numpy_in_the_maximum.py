# ---
# misconception: "The maximum is computed with numpy, which cannot be a part of a Keras model."
# loses: {q4: 0.5}
# feedback: "Write masked_max with keras.ops: inside a model there are no numbers yet that numpy could take."
# ---

# %% question="q4"
def last_real(sequence, mask):
    last = ops.sum(ops.cast(mask, "int32"), axis=1) - 1
    return ops.take_along_axis(sequence, last[:, None, None], axis=1)[:, 0]


def masked_max(sequence, mask):
    return np.where(np.asarray(mask)[:, :, None], np.asarray(sequence), -np.inf).max(axis=1)
