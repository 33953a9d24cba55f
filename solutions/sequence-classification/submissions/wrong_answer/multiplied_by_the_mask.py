# ---
# misconception: The sequence is multiplied by the mask before the maximum, so padding counts as 0.
# loses: {q4: 1.5}
# feedback: "Zero wins against negative numbers: put minus infinity at padding."
# ---

# %% question="q4"
def last_real(sequence, mask):
    last = ops.sum(ops.cast(mask, "int32"), axis=1) - 1
    return ops.take_along_axis(sequence, last[:, None, None], axis=1)[:, 0]


def masked_max(sequence, mask):
    return ops.max(sequence * ops.cast(mask, "float32")[:, :, None], axis=1)
