# ---
# misconception: Nothing is predicted at all, every answer is zero.
# loses: {q1: 1}
# feedback: Your predictions are all zero, whatever the window holds.
# ---
# %% question="q1"
predictions = np.zeros(len(test))
