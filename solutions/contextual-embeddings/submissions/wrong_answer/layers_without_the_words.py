# ---
# misconception: "Layer 0, the vectors of the words, is left out."
# loses: {q9: 1}
# feedback: "The first layer that is returned is layer 0: the vector of each token, twice."
# ---

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    def turned(states):
        return torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(states, lengths)])

    layers = []
    there, back = x, turned(x)
    for forward, backward in zip(forwards, backwards):
        there, back = forward(there)[0], backward(back)[0]
        layers.append(torch.cat([there, turned(back)], dim=-1))
    return torch.stack(layers, dim=1)
