# ---
# misconception: "The loss is computed with numpy, through which no gradient flows."
# loses: {q4: 0.5, q6: 2}
# feedback: "Your loss leaves Keras for numpy: fit cannot use it, since no gradient comes back. Write it with keras.ops."
# ---

# %% question="q4"
def next_token_loss(targets, logits):
    targets, logits = np.asarray(targets).astype(int), np.asarray(logits)
    highest = logits.max(axis=-1, keepdims=True)
    log_p = logits - highest - np.log(np.exp(logits - highest).sum(axis=-1, keepdims=True))
    losses = -np.take_along_axis(log_p, targets[..., None], axis=-1)[..., 0]
    counts = targets > UNK
    return (losses * counts).sum() / max(counts.sum(), 1)
