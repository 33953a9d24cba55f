# ---
# misconception: "The second layer reads the mean of both directions, so it has seen the word that it is to guess."
# loses: {q9: 0.5}
# feedback: "Keep the directions apart: a layer reads only what its own direction says."
# ---

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    def turned(states):
        return torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(states, lengths)])

    layers, below = [torch.cat([x, x], dim=-1)], x
    for forward, backward in zip(forwards, backwards):
        there, back = forward(below)[0], turned(backward(turned(below))[0])
        layers.append(torch.cat([there, back], dim=-1))
        below = (there + back) / 2
    return torch.stack(layers, dim=1)
