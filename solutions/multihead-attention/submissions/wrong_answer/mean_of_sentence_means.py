# ---
# misconception: "Each sentence is averaged first, so that words of short sentences count more."
# loses: {q4: 1}
# feedback: "The mean is over all counting words of the batch at once, not over the means of its sentences."
# ---

# %% question="q4"
def next_token_loss(targets, logits):
    targets = ops.cast(targets, "int32")
    counts = ops.cast(targets > UNK, logits.dtype)
    losses = ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    return ops.mean(ops.sum(losses * counts, axis=1) / ops.maximum(ops.sum(counts, axis=1), 1))
