# ---
# misconception: Padding is lowered by 100, which is too little where numbers are large.
# loses: {q4: 0.5}
# feedback: Replace padding by minus infinity instead of lowering it by some number.
# ---

# %% question="q4"
def last_real(sequence, mask):
    last = ops.sum(ops.cast(mask, "int32"), axis=1) - 1
    return ops.take_along_axis(sequence, last[:, None, None], axis=1)[:, 0]


def masked_max(sequence, mask):
    return ops.max(sequence - 100.0 * (1 - ops.cast(mask, "float32")[:, :, None]), axis=1)
