# ---
# misconception: The last column is taken, which belongs to padding in most rows.
# loses: {q4: 1.5}
# feedback: "The last real step is at another place in each row: count the True entries of the mask."
# ---

# %% question="q4"
def last_real(sequence, mask):
    return sequence[:, -1]


def masked_max(sequence, mask):
    return ops.max(ops.where(mask[:, :, None], sequence, -np.inf), axis=1)
