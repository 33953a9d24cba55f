# ---
# misconception: "fit is called with batchsize instead of batch_size, which raises an error, so nothing is trained."
# loses: {q4: 2}
# feedback: "Your call of fit ends with an error: the word is batch_size."
# ---

# %% question="q4"
rnn = build_rnn()
rnn.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
rnn_history = rnn.fit(x_train, y_train, batchsize=32, epochs=30, verbose=0)
