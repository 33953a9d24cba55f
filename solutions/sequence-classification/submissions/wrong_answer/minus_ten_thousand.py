# ---
# misconception: "Padding is replaced by -10,000, which is not low enough beside large negative numbers."
# loses: {q4: 0.5}
# feedback: "Replace padding by minus infinity: any other number may be larger than a real one."
# ---

# %% question="q4"
def last_real(sequence, mask):
    last = ops.sum(ops.cast(mask, "int32"), axis=1) - 1
    return ops.take_along_axis(sequence, last[:, None, None], axis=1)[:, 0]


def masked_max(sequence, mask):
    return ops.max(ops.where(mask[:, :, None], sequence, -1e4), axis=1)
