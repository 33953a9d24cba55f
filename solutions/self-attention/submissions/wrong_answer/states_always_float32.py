# ---
# misconception: "New tensors are made without a type, so they are float32 and do not fit inputs of float64."
# loses: {q2: 0.5}
# feedback: "Your first state is float32 whatever the inputs are; make it like x, with x.new_zeros."
# ---

# %% question="q2"
def rnn_states(x, w_x, w_h, b):
    state = torch.zeros(x.shape[0], w_h.shape[0])
    states = []
    for t in range(x.shape[1]):
        state = torch.tanh(x[:, t] @ w_x + state @ w_h + b)
        states.append(state)
    return torch.stack(states, dim=1)
