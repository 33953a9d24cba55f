# ---
# misconception: The attention model is built and compiled but not trained.
# loses: {q7: 2}
# feedback: "Your attention model still has its random first weights: call fit on x_train and y_train."
# ---

# %% question="q7"
attention_model = build_attention(Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = rnn_history
