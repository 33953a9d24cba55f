# ---
# misconception: The attention model stops after one epoch, while it still blurs all steps.
# loses: {q7: 2}
# feedback: "One epoch is not enough: attention starts as an average and needs about 30 to prefer the last steps."
# ---

# %% question="q7"
keras.utils.set_random_seed(1)
attention_model = build_attention(Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.005), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=1, verbose=0)
