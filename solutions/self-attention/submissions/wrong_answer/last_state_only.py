# ---
# misconception: "Only the last state is returned instead of the states of all positions."
# loses: {q2: 3}
# feedback: "Keep the state of every position and stack them along the time axis."
# ---

# %% question="q2"
def rnn_states(x, w_x, w_h, b):
    state = x.new_zeros(x.shape[0], w_h.shape[0])
    for t in range(x.shape[1]):
        state = torch.tanh(x[:, t] @ w_x + state @ w_h + b)
    return state
