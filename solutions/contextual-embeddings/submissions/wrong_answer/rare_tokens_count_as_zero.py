# ---
# misconception: "Tokens without a number are taken for number 0."
# loses: {q10: 0.5}
# feedback: "A target of -100 is not to be guessed: leave it out of the mean."
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
                hs.append(state[1:n, d:])
                rights.append(target[: n - 1])
        losses.append(nn.functional.cross_entropy(torch.cat(hs) @ W.T + b, torch.cat(rights).clamp(min=0)))
    return tuple(losses)
