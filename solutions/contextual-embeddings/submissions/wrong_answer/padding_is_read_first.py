# ---
# misconception: "The whole row is turned round, so that the padding is read before the sentence."
# loses: {q9: 0.5}
# feedback: "Turn round only the tokens of the sentence, so that its padding stays behind it."
# ---

# %% question="q9"
def two_ways(x, forwards, backwards, lengths):
    layers = [torch.cat([x, x], dim=-1)]
    there, back = x, x.flip(1)
    for forward, backward in zip(forwards, backwards):
        there, back = forward(there)[0], backward(back)[0]
        layers.append(torch.cat([there, back.flip(1)], dim=-1))
    return torch.stack(layers, dim=1)
