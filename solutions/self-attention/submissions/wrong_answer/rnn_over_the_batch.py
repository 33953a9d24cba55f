# ---
# misconception: "The recurrence runs over the sentences of the batch instead of over time."
# loses: {q2: 3}
# feedback: "The loop goes over positions, x[:, t]; sentences never mix."
# ---

# %% question="q2"
def rnn_states(x, w_x, w_h, b):
    state = x.new_zeros(x.shape[1], w_h.shape[0])
    states = []
    for step in x:
        state = torch.tanh(step @ w_x + state @ w_h + b)
        states.append(state)
    return torch.stack(states)
