# ---
# misconception: "Where nothing counts, the loss is 0 / 0, which is NaN."
# loses: {q4: 0.25}
# feedback: "A batch without a target that counts must give 0: divide by at least 1."
# ---

# %% question="q4"
def next_token_loss(targets, logits):
    targets = ops.cast(targets, "int32")
    counts = ops.cast(targets > UNK, logits.dtype)
    losses = ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    return ops.sum(losses * counts) / ops.sum(counts)
