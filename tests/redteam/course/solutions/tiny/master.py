# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: tiny
# init_cell: true
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # Five questions, some of which build on others

# %%
import numpy as np

# %%
points = np.random.default_rng(3).normal(size=(300, 3))
targets = points @ [1.0, -2.0, 0.5]

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 2

# %% [markdown]
# Write `softmax`, over the last axis.

# %% [raw]
# # BEGIN SOLUTION

# %%
def softmax(scores):
    """scores: (rows, columns)."""
    # BEGIN SOLUTION NO PROMPT
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
    # END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_rows_sum_to_one(softmax, rng):
    from autograder import checks

    scores = rng.normal(size=(4, 5))
    weights = softmax(scores)
    checks.sums_to_one(weights, 1, "the weights")
    checks.differs(weights, softmax(rng.normal(size=(4, 5))), "the weights for other scores")

# %%
# HIDDEN
def test_softmax_follows_the_formula(softmax, reference, rng):
    from autograder import checks

    scores = rng.normal(size=(4, 5))
    checks.close(softmax(scores), reference.softmax(scores), "the weights")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 2

# %% [markdown]
# Write `states`: at each time the sum of all that came so far. `slope` is the gradient of the sum of squares.

# %% [raw]
# # BEGIN SOLUTION

# %%
def states(x):
    """x: (batch, time, features)."""
    # BEGIN SOLUTION NO PROMPT
    return np.cumsum(x, axis=1)
    # END SOLUTION

# %%
def slope(w):
    """w: any shape."""
    return 2 * w  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_states_do_not_look_ahead(states, rng):
    from autograder import checks

    x = rng.normal(size=(3, 5, 2))
    checks.causal(states, x, "the states")
    checks.close(checks.array(states(x), "the states")[:, -1], x.sum(axis=1), "the last state")

# %%
# HIDDEN
def test_slope(slope, rng):
    from autograder import checks

    w = rng.normal(size=(3, 4))
    checks.gradient(lambda w: (w**2).sum(), w, slope(w), "the slope")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 4

# %% [markdown]
# Fit a linear `model` to the points and targets: `predict(x)` and `get_weights()`, a list of one array.

# %% [raw]
# # BEGIN SOLUTION

# %%
class Linear:
    """predict(x) gives one number for each row, get_weights() a list of one array."""

    # BEGIN SOLUTION NO PROMPT
    def __init__(self, x, y):
        self.w = np.linalg.lstsq(x, y, rcond=None)[0]

    def predict(self, x):
        return x @ self.w

    def get_weights(self):
        return [self.w]
    # END SOLUTION

# %%
model = Linear(points, targets)  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_signs_and_where_they_come_from(model, rng, thresholds):
    import numpy as np

    from autograder import checks

    x = rng.normal(size=(1000, 3))
    predicted = checks.shape(model.predict(x), (1000,), "the predictions")
    right = np.mean((predicted > 0) == (x @ [1.0, -2.0, 0.5] > 0))
    checks.at_least(right, thresholds["right"], "the share of right signs")
    (w,) = (checks.shape(weight, (3,), "the weights") for weight in model.get_weights())
    checks.at_most(np.abs(predicted - x @ w).max(), 1e-3, "the gap between predictions and weights")

# %%
# HIDDEN
def test_variance_is_explained(model, heldout):
    from autograder import checks

    fresh = heldout["fresh"]
    r2 = checks.explained_variance(model.predict(fresh["x"]), fresh["y"])
    checks.at_least(r2, 0.9, "R² on other points")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 2

# %% [markdown]
# Write a `Layer` whose output is the input times its weights.

# %% [raw]
# # BEGIN SOLUTION

# %%
class Layer:
    """Layer(inputs, outputs): calling it with (rows, inputs) gives (rows, outputs)."""

    # BEGIN SOLUTION NO PROMPT
    def __init__(self, n, m):
        self.weights = np.zeros((n, m))

    def __call__(self, x):
        return np.asarray(x) @ self.weights

    def get_weights(self):
        return [self.weights]

    def set_weights(self, weights):
        self.weights = np.asarray(weights[0])
    # END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_layer_multiplies(Layer, rng):
    from autograder import checks

    x, w = rng.normal(size=(6, 3)), rng.normal(size=(3, 4))
    layer = Layer(3, 4)
    layer.set_weights([w])
    checks.close(layer(x), x @ w, "the layer's output")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 2

# %% [markdown]
# Write `decode`: for each row the place of the largest output of a layer.

# %% [raw]
# # BEGIN SOLUTION

# %%
def decode(layer, x):
    """A class for each row of x."""
    # BEGIN SOLUTION NO PROMPT
    return np.argmax(np.asarray(layer(x)), axis=1)
    # END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_decode_with_a_layer(decode, Layer, rng):
    import numpy as np

    from autograder import checks

    layer, x = Layer(3, 5), rng.normal(size=(40, 3))
    layer.set_weights([rng.normal(size=np.shape(w)) for w in layer.get_weights()])
    expected = checks.finite(layer(x), "the layer's output").argmax(axis=1)
    assert len(np.unique(expected)) > 1, "With any weights your Layer answers the same for all rows."
    checks.close(decode(layer, x), expected, "the classes", atol=0, rtol=0)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
