# ---
# misconception: "The losses of the words that count are summed, not averaged."
# loses: {q4: 1.75}
# feedback: "Divide the sum by the number of words that count: a large batch should not have a larger loss."
# ---

# %% question="q4"
def next_token_loss(targets, logits):
    targets = ops.cast(targets, "int32")
    counts = ops.cast(targets > UNK, logits.dtype)
    losses = ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    return ops.sum(losses * counts)
