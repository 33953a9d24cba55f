# ---
# misconception: The RNN is trained on min-max scaled terms, which are nearly all zero, and so learns to answer zero.
# loses: {q4: 2}
# feedback: A small loss on min-max scaled terms only means that your model answers zero; train on x_train and y_train.
# ---

# %% question="q4"
flat = np.lib.stride_tricks.sliding_window_view(min_max, 21)
rnn = build_rnn()
rnn.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
rnn_history = rnn.fit(flat[:944, :20, None], flat[:944, 20:], batch_size=32, epochs=30, verbose=0)
