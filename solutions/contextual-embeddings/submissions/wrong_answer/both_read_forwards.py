# ---
# misconception: "The backward layers read from left to right like the forward ones."
# loses: {q9: 1.5}
# feedback: "Your backward layers read the sentence from its beginning: hand it to them in reverse order."
# ---

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    layers = [torch.cat([x, x], dim=-1)]
    there, back = x, x
    for forward, backward in zip(forwards, backwards):
        there, back = forward(there)[0], backward(back)[0]
        layers.append(torch.cat([there, back], dim=-1))
    return torch.stack(layers, dim=1)
