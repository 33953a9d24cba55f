# ---
# misconception: "Each state guesses the token that it has just read."
# loses: {q10: 2}
# feedback: "A state has read its own token: the forward one guesses the next, the backward one the token before."
# ---

# %% question="q10"
def lm_losses(states, targets, lengths, W, b):
    d = W.shape[1]
    losses = []
    for guesses in ("next", "before"):
        hs, rights = [], []
        for state, target, n in zip(states, targets, lengths):
            if guesses == "next":
                hs.append(state[:n, :d])
                rights.append(target[:n])
            else:
                hs.append(state[:n, d:])
                rights.append(target[:n])
        losses.append(nn.functional.cross_entropy(torch.cat(hs) @ W.T + b, torch.cat(rights)))
    return tuple(losses)
