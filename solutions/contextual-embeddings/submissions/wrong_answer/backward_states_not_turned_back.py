# ---
# misconception: "What the backward layers say stays in reverse order."
# loses: {q9: 1.5}
# feedback: "Your backward states stand in the order in which they were read, last token first: turn them round again."
# ---

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    def turned(states):
        return torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(states, lengths)])

    layers = [torch.cat([x, x], dim=-1)]
    there, back = x, turned(x)
    for forward, backward in zip(forwards, backwards):
        there, back = forward(there)[0], backward(back)[0]
        layers.append(torch.cat([there, back], dim=-1))
    return torch.stack(layers, dim=1)
