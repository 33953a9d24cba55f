# ---
# misconception: "The matrices are returned as they came, with a list of falling losses."
# loses: {q9: 4}
# feedback: "Your matrices are still the start. A list of losses earns nothing; the loss is computed again from what you return."
# ---

# %% question="q9"
def train(X, topics, A_K, A_Q, steps):
    return A_K.clone(), A_Q.clone(), [-1 + 0.5 * 0.99**step for step in range(steps)]


torch.manual_seed(1)
start_K, start_Q = start_matrices()
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
