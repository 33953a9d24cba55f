# ---
# misconception: The last term of the window is repeated.
# loses: {q1: 1}
# feedback: Your predictions repeat the last term of each window; the next one is 1.618 times as large.
# ---
# %% question="q1"
predictions = windows[test][:, -1, 0]
