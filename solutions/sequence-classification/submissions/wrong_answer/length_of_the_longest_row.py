# ---
# misconception: All rows are read at the last real step of the longest one.
# loses: {q4: 1.5}
# feedback: "Each row has its own length: sum the mask over time only."
# ---

# %% question="q4"
def last_real(sequence, mask):
    longest = int(np.sum(np.asarray(mask), axis=1).max())
    return sequence[:, longest - 1]


def masked_max(sequence, mask):
    return ops.max(ops.where(mask[:, :, None], sequence, -np.inf), axis=1)
