# ---
# misconception: "The sizes of the notebook's example (3, 5, 4) are written into the code."
# loses: {q2: 2}
# feedback: "Take every size from the inputs: x.shape and w_h.shape."
# ---

# %% question="q2"
def rnn_states(x, w_x, w_h, b):
    state = torch.zeros(3, 4)
    states = torch.zeros(3, 5, 4)
    for t in range(5):
        state = torch.tanh(x[:, t] @ w_x + state @ w_h + b)
        states[:, t] = state
    return states
