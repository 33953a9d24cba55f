# ---
# misconception: The mask is not used in the maximum.
# loses: {q4: 1.5}
# feedback: "Padding must not win: replace it by minus infinity before the maximum."
# ---

# %% question="q4"
def last_real(sequence, mask):
    last = ops.sum(ops.cast(mask, "int32"), axis=1) - 1
    return ops.take_along_axis(sequence, last[:, None, None], axis=1)[:, 0]


def masked_max(sequence, mask):
    return ops.max(sequence, axis=1)
