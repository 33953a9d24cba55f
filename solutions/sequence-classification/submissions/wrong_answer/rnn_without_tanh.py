# ---
# misconception: The tanh is missing, so the network is linear.
# loses: {q2: 2}
# feedback: Each state goes through a tanh.
# ---

# %% question="q2"
def simple_rnn(x, kernel, recurrent_kernel, bias, state=None):
    if state is None:
        state = np.zeros((x.shape[0], kernel.shape[1]))
    states = []
    for t in range(x.shape[1]):
        state = x[:, t] @ kernel + state @ recurrent_kernel + bias
        states.append(state)
    return np.stack(states, axis=1), state
