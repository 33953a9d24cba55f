# ---
# misconception: "The tanh is missing, so the network is linear."
# loses: {q2: 3}
# feedback: "Put the sum of the three terms through tanh."
# ---

# %% question="q2"
def rnn_states(x, w_x, w_h, b):
    state = x.new_zeros(x.shape[0], w_h.shape[0])
    states = []
    for t in range(x.shape[1]):
        state = x[:, t] @ w_x + state @ w_h + b
        states.append(state)
    return torch.stack(states, dim=1)
