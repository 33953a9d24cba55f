# ---
# misconception: "The losses are summed, not averaged."
# loses: {q10: 2}
# feedback: "Divide the sum by the number of guesses."
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
        losses.append(nn.functional.cross_entropy(torch.cat(hs) @ W.T + b, torch.cat(rights), reduction="sum"))
    return tuple(losses)
