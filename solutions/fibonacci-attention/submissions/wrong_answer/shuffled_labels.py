# ---
# misconception: Inputs and targets are shuffled separately, so they no longer belong together.
# loses: {q4: 2}
# feedback: You shuffled x and y with different orders; every window must keep its own target.
# ---

# %% question="q4"
rng = np.random.default_rng(0)
rnn = build_rnn()
rnn.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
rnn_history = rnn.fit(x_train[rng.permutation(944)], y_train[rng.permutation(944)], batch_size=32, epochs=30, verbose=0)
