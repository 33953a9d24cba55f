# ---
# misconception: "States and targets at padding take part."
# loses: {q10: 0.5}
# feedback: "Padding guesses nothing and is not guessed: use lengths."
# ---

# %% question="q10"
def lm_losses(states, targets, lengths, W, b):
    d = W.shape[1]
    losses = []
    for guesses in ("next", "before"):
        hs, rights = [], []
        for state, target, n in zip(states, targets, lengths):
            if guesses == "next":
                hs.append(state[:-1, :d])
                rights.append(target[1:])
            else:
                hs.append(state[1:, d:])
                rights.append(target[:-1])
        losses.append(nn.functional.cross_entropy(torch.cat(hs) @ W.T + b, torch.cat(rights)))
    return tuple(losses)
