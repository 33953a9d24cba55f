# ---
# misconception: "The backward states guess the next token, which they have read already."
# loses: {q10: 1.25}
# feedback: "The backward state guesses the token before its own."
# ---

# %% question="q10"
def lm_losses(states, targets, lengths, W, b):
    d = W.shape[1]
    losses = []
    for guesses in ("next", "before"):
        hs, rights = [], []
        for state, target, n in zip(states, targets, lengths):
            if guesses == "next":
                hs.append(state[: n - 1, :d])
                rights.append(target[1:n])
            else:
                hs.append(state[: n - 1, d:])
                rights.append(target[1:n])
        losses.append(nn.functional.cross_entropy(torch.cat(hs) @ W.T + b, torch.cat(rights)))
    return tuple(losses)
