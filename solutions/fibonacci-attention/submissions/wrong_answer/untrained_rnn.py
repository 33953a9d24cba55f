# ---
# misconception: The model is built and compiled but never sees the data.
# loses: {q4: 2}
# feedback: "Your RNN still has its random first weights: call fit on x_train and y_train."
# ---

# %% question="q4"
rnn = build_rnn()
rnn.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
rnn_history = rnn.fit(x_train[:32], y_train[:32], epochs=1, verbose=0)
