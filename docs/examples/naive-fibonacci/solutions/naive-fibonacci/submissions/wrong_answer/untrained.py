# ---
# misconception: The model is not trained.
# loses: {q1: 1}
# feedback: Your model predicts with the weights that it began with; call fit first.
# ---
# %% question="q1"
model = keras.Sequential([keras.Input((20, 1)), keras.layers.SimpleRNN(2), keras.layers.Dense(1)])
predictions = model.predict(windows[test], verbose=0)[:, 0]
