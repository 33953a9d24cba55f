# ---
# misconception: The state before is multiplied with the transposed recurrent kernel.
# loses: {q2: 1}
# feedback: "The equation is h U: multiply by the recurrent kernel itself."
# ---

# %% question="q2"
def simple_rnn(x, kernel, recurrent_kernel, bias, state=None):
    if state is None:
        state = np.zeros((x.shape[0], kernel.shape[1]))
    states = []
    for t in range(x.shape[1]):
        state = np.tanh(x[:, t] @ kernel + state @ recurrent_kernel.T + bias)
        states.append(state)
    return np.stack(states, axis=1), state
