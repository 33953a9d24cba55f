# ---
# misconception: The bias is left out.
# loses: {q2: 1.5}
# feedback: Add the bias before the tanh.
# ---

# %% question="q2"
def simple_rnn(x, kernel, recurrent_kernel, bias, state=None):
    if state is None:
        state = np.zeros((x.shape[0], kernel.shape[1]))
    states = []
    for t in range(x.shape[1]):
        state = np.tanh(x[:, t] @ kernel + state @ recurrent_kernel)
        states.append(state)
    return np.stack(states, axis=1), state
