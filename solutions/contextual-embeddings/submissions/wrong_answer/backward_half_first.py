# ---
# misconception: "The backward states stand before the forward ones."
# loses: {q9: 3}
# feedback: "The forward states belong into the first half of the features."
# ---

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    def turned(states):
        return torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(states, lengths)])

    layers = [torch.cat([x, x], dim=-1)]
    there, back = x, turned(x)
    for forward, backward in zip(forwards, backwards):
        there, back = forward(there)[0], backward(back)[0]
        layers.append(torch.cat([turned(back), there], dim=-1))
    return torch.stack(layers, dim=1)
