# ---
# misconception: "The sum over the words that count is divided by all positions."
# loses: {q4: 1.5}
# feedback: "Divide by the number of targets that count, or a batch with much padding seems to be easy."
# ---

# %% question="q4"
def next_token_loss(targets, logits):
    targets = ops.cast(targets, "int32")
    counts = ops.cast(targets > UNK, logits.dtype)
    losses = ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    return ops.sum(losses * counts) / ops.cast(ops.size(counts), logits.dtype)
