# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: naive-fibonacci
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # The next Fibonacci number, as usually given
#
# This exercise is here to be refused: docs/calibration.md tells why. Do not set it.

# %%
import keras
import numpy as np

terms = [1.0, 1.0]
while len(terms) < 1200:
    terms.append(terms[-1] + terms[-2])
scaled = (np.array(terms) - terms[0]) / (terms[-1] - terms[0])  # min-max, of numbers up to 10 to the 250
windows = np.stack([scaled[start : start + 20] for start in range(1180)])[:, :, None].astype("float32")
targets = scaled[20:].astype("float32")
order = np.random.default_rng(26).permutation(1180)
train, test = order[:826], order[826:]

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1

# %% [markdown]
# Train a SimpleRNN with two units to predict the term after each window, and keep its predictions for
# `windows[test]` as `predictions`.

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
model = keras.Sequential([keras.Input((20, 1)), keras.layers.SimpleRNN(2), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(), loss="mse")
model.fit(windows[train], targets[train], batch_size=32, epochs=30, verbose=0)
predictions = model.predict(windows[test], verbose=0)[:, 0]
# END SOLUTION
""" # BEGIN PROMPT
predictions = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_the_error_on_the_test_windows(predictions, reference, thresholds):
    import numpy as np
    from autograder import checks

    predicted = checks.shape(predictions, (354,), "predictions")
    truth = np.asarray(reference.targets)[np.asarray(reference.test)]
    checks.at_most(np.mean((predicted - truth) ** 2), thresholds["mse"], "the mean squared error")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
