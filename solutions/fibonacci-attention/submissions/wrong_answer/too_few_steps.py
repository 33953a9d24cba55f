# ---
# misconception: "One pass over the data: the loss is still far from its floor."
# loses: {q4: 2}
# feedback: One epoch is 30 small steps; train until the loss is below 0.001, about 30 epochs.
# ---

# %% question="q4"
rnn = build_rnn()
rnn.compile(optimizer="sgd", loss="mse")
rnn_history = rnn.fit(x_train, y_train, batch_size=32, epochs=1, verbose=0)
