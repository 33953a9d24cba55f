# ---
# misconception: "Padding is a target like any other word."
# loses: {q4: 1.75}
# feedback: "Targets 0 are padding: they must count neither in the sum nor in the number of positions."
# ---

# %% question="q4"
def next_token_loss(targets, logits):
    targets = ops.cast(targets, "int32")
    counts = ops.cast(ops.not_equal(targets, UNK), logits.dtype)
    losses = ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    return ops.sum(losses * counts) / ops.maximum(ops.sum(counts), 1)
