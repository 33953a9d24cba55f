# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: tricks
# init_cell: true
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # Questions that invite tricks

# %%
import numpy as np

# %%
points = np.random.default_rng(7).normal(size=(200, 4))
labels = (points @ [2.0, -1.0, 0.5, 1.0] > 0).astype(int)

# %% [raw]
# # BEGIN QUESTION
# name: t1
# points: 3

# %% [markdown]
# Write a `Classifier` that learns, then train one on the points; say how good it is.

# %% [raw]
# # BEGIN SOLUTION

# %%
class Classifier:
    """Logistic regression. fit(x, y) gives the loss of each step, predict(x) the classes."""

    # BEGIN SOLUTION NO PROMPT
    def fit(self, x, y, steps=200):
        self.weights = np.zeros(x.shape[1])
        history = []
        for _ in range(steps):
            chance = 1 / (1 + np.exp(-x @ self.weights))
            history.append(float(-np.mean(np.log(np.where(y == 1, chance, 1 - chance) + 1e-9))))
            self.weights -= x.T @ (chance - y) / len(x)
        return history

    def predict(self, x):
        return (x @ self.weights > 0).astype(int)
    # END SOLUTION

# %%
classifier = Classifier()  # SOLUTION
history = classifier.fit(points, labels)  # SOLUTION
accuracy = float(np.mean(classifier.predict(points) == labels))  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_trained_on_the_points(classifier, heldout):
    from autograder import checks

    checks.accuracy(classifier.predict(heldout["fresh"]["x"]), heldout["fresh"]["y"], 0.9)

# %%
# HIDDEN
def test_learns_whatever_is_to_be_learnt(Classifier, rng):
    from autograder import checks

    x, teacher = rng.normal(size=(300, 4)), rng.normal(size=4)
    for direction in (teacher, -teacher):  # no weights are right for both
        y = (x @ direction > 0).astype(int)
        made = Classifier()
        made.fit(x[:200], y[:200])
        checks.accuracy(made.predict(x[200:]), y[200:], 0.85)

# %%
# HIDDEN
def test_the_loss_falls(Classifier, rng):
    import numpy as np

    from autograder import checks

    x, teacher = rng.normal(size=(200, 4)), rng.normal(size=4)
    y = (x @ teacher > 0).astype(int)
    made = Classifier()
    made.fit(x[:150], 1 - y[:150])
    before = np.mean(checks.shape(made.predict(x[150:]), (50,), "predict(x)") != y[150:])
    made.fit(x[:150], y[:150])
    after = np.mean(checks.shape(made.predict(x[150:]), (50,), "predict(x)") != y[150:])
    checks.at_most(after, before / 2, "the share of errors after training")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: t2
# points: 2

# %% [markdown]
# Write `squared_attention`: attention whose weights are the squared positive scores, shared out to one.

# %% [raw]
# # BEGIN SOLUTION

# %%
def squared_attention(q, k, v):
    """q, k, v: (time, features)."""
    # BEGIN SOLUTION NO PROMPT
    scores = np.maximum(q @ k.T, 0) ** 2 + 1e-6
    return scores / scores.sum(axis=-1, keepdims=True) @ v
    # END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
def test_shape_of_attention(squared_attention):
    import numpy as np

    assert squared_attention(np.ones((3, 2)), np.ones((3, 2)), np.ones((3, 2))).shape == (3, 2)

# %%
# HIDDEN
def test_attention_follows_the_formula(squared_attention, reference, rng):
    from autograder import checks

    q, k, v = rng.normal(size=(3, 5, 4))
    checks.close(squared_attention(q, k, v), reference.squared_attention(q, k, v), "squared_attention(q, k, v)")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: t3
# points: 2

# %% [markdown]
# Write `running_mean`: at each time the mean of all that came so far.

# %% [raw]
# # BEGIN SOLUTION

# %%
def running_mean(x):
    """x: (batch, time)."""
    # BEGIN SOLUTION NO PROMPT
    return np.cumsum(x, axis=1) / np.arange(1, x.shape[1] + 1)
    # END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_running_mean_of_fresh_numbers(running_mean, rng):
    import numpy as np

    from autograder import checks

    for _ in range(2):
        x = rng.normal(size=(2, 6))
        checks.close(running_mean(x), np.cumsum(x, axis=1) / np.arange(1, 7), "running_mean(x)")

# %%
# HIDDEN
def test_running_mean_does_not_look_ahead(running_mean, rng):
    from autograder import checks

    x = rng.normal(size=(2, 6))
    checks.close(running_mean(x)[:, -1], x.mean(axis=1), "the last of running_mean(x)")
    checks.causal(running_mean, x, "running_mean(x)")
    x[:, 1:] += 1  # who only remembers what came first is wrong now
    checks.close(running_mean(x)[:, -1], x.mean(axis=1), "the last of running_mean(x)")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
