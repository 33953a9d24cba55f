# ---
# misconception: The recurrence always starts at zero, whatever state is given.
# loses: {q2: 0.5}
# feedback: If a state is given, start from it; only None means zeros.
# ---

# %% question="q2"
def simple_rnn(x, kernel, recurrent_kernel, bias, state=None):
    state = np.zeros((x.shape[0], kernel.shape[1]))
    states = []
    for t in range(x.shape[1]):
        state = np.tanh(x[:, t] @ kernel + state @ recurrent_kernel + bias)
        states.append(state)
    return np.stack(states, axis=1), state
