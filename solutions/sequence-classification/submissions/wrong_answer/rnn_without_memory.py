# ---
# misconception: Each state is computed from its own input only; the state before is forgotten.
# loses: {q2: 2}
# feedback: The state before enters through the recurrent kernel.
# ---

# %% question="q2"
def simple_rnn(x, kernel, recurrent_kernel, bias, state=None):
    if state is None:
        state = np.zeros((x.shape[0], kernel.shape[1]))
    states = []
    for t in range(x.shape[1]):
        state = np.tanh(x[:, t] @ kernel + bias)
        states.append(state)
    return np.stack(states, axis=1), state
