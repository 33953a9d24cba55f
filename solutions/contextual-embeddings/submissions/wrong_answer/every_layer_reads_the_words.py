# ---
# misconception: "Each layer reads the words instead of what the layer below it says."
# loses: {q9: 0.5}
# feedback: "Layer 2 reads what layer 1 of its direction says, not the vectors of the words."
# ---

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    def turned(states):
        return torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(states, lengths)])

    layers = [torch.cat([x, x], dim=-1)]
    there, back = x, turned(x)
    for forward, backward in zip(forwards, backwards):
        there, back = forward(x)[0], backward(turned(x))[0]
        layers.append(torch.cat([there, turned(back)], dim=-1))
    return torch.stack(layers, dim=1)
