# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: fibonacci-attention
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # Fibonacci with attention
#
# A recurrent network reads a sequence and keeps a summary of it in a few numbers. **Attention** lets the network look
# back at *every* step instead and decide which ones matter. In this notebook you build the smallest model that shows
# the difference: it reads 20 terms of the Fibonacci sequence and predicts the next one.
#
# | part | question | points |
# |---|---|---|
# | 1. The problem | Q1 why attention suits it (read by a person) | 2 |
# | 2. The data | Q2 windows of the sequence | 4 |
# | 3. The ruler | how we measure, and what would fool us | |
# | 4. A plain RNN | Q3 build it, Q4 train it | 2 + 2 |
# | 5. Attention | Q5 the layer, Q6 the model, Q7 its training | 4 + 2 + 2 |
# | 6. The comparison | Q8 a plot and your conclusions (read by a person) | 2 |
#
# Fill in the cells that contain `...` and run the notebook from top to bottom; it takes well under a minute. After each
# question a cell `grader.check(...)` runs the **public checks** and tells you what is wrong. The grade also uses hidden
# tests: the same ideas, with other numbers. So write what the text asks for, not only what passes the check.
#
# A slip costs you its own question only, but for the two questions that train a network (4 and 7): these train what you built.

# %%
import os

# TensorFlow, please talk about errors only
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

PHI = (1 + np.sqrt(5)) / 2  # the golden ratio
N_TERMS = 1200  # how much of the sequence we use
WINDOW = 20  # how many terms a model sees

keras.utils.set_random_seed(1)
plt.rcParams.update(
    {"figure.dpi": 90, "axes.grid": True, "grid.alpha": 0.3, "axes.axisbelow": True}
)


def ready(name, question):
    """Whether this notebook has `name` by now; says which question makes it if not."""
    if globals().get(name, ...) is ...:
        print(
            f"This cell shows something once you finish question {question}: it needs "
            f"`{name}`."
        )
        return False
    return True


def weight_shapes(model, *inputs):
    """The shapes of the weights that a model or layer has after a call with
    `inputs`."""
    model(*inputs)
    return [tuple(weight.shape) for weight in model.get_weights()]


# %% [markdown]
# ## 1. The problem
#
# Each Fibonacci number is the sum of the two before it,
#
# $$F_1 = F_2 = 1, \qquad F_n = F_{n-1} + F_{n-2},$$
#
# and for large $n$ the ratio of neighbours settles at the golden ratio, $F_{n+1}/F_n \to \varphi \approx 1.618$.
# A model gets the 20 terms $F_n, \dots, F_{n+19}$ and has to predict $F_{n+20}$.
#
# A plain RNN must squeeze all 20 terms into its last state $h_{20}$: here, two numbers. With attention the model
# keeps all states $h_1, \dots, h_{20}$ and forms a weighted average of them, the **context**. The weights are learned.

# %% [raw]
# # BEGIN QUESTION
# name: q1
# manual: true
# points: 2

# %% [markdown]
# ### Question 1: why attention?
#
# In four to six sentences: which of the 20 terms does a perfect prediction need, and where do they stand in the window?
# What does that mean for the weights that attention should learn? Name one thing that makes this problem *easier*
# than, say, translating a sentence, so that a plain RNN may do just as well.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# A perfect prediction needs only the last two terms, because $F_{n+20} = F_{n+19} + F_{n+18}$; the other 18 add
# nothing. The useful terms always stand at the same two places, at the end of the window, so attention should give
# these positions large weights and all the others small ones. A bias per position (the $b$ of our layer) can learn
# that directly. The plain RNN has to carry the information in its state, and to push 18 useless terms out of it.
#
# The problem is easier than translation because what matters is *always in the same place and always last*: an RNN
# remembers its latest inputs best, so it loses little. In a sentence the word that matters may stand anywhere, which is
# where looking back pays off. (Also, two neighbours carry nearly the same information, as their ratio is almost
# constant: any late term times the right power of $\varphi$ would do.)

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 2. The data
#
# The term $F_{1200}$ has 251 digits. Networks like numbers around 1, so the terms must be scaled, and **how** decides
# whether the exercise means anything. A common choice is min-max scaling: subtract the smallest term of the whole
# sequence, divide by the range. Let us see what a model would be given then. (The cell gets $\log_{10} F_n$ from
# Binet's formula, $F_n = (\varphi^n - (-\varphi)^{-n})/\sqrt 5$, as the terms themselves would soon overflow.)

# %%
index = np.arange(1, N_TERMS + 1)
log10_terms = (
    index * np.log10(PHI) - np.log10(np.sqrt(5)) + np.log10(1 - (-1 / PHI**2) ** index)
)

# the smallest term, 1, is nothing beside 10^250
min_max = 10 ** (log10_terms - log10_terms[-1])
targets = min_max[WINDOW:]
print(
    f"{np.mean(targets < 0.001):.1%} of the {len(targets)} scaled targets are below "
    "0.001."
)
print(
    "A model that always answers 0 has a mean squared error (MSE) of "
    f"{np.mean(targets**2):.5f}."
)

shuffles = [np.random.default_rng(seed).permutation(targets)[:354] for seed in range(6)]
print(
    "The same on six random test sets:",
    ", ".join(f"{np.mean(s**2):.1e}" for s in shuffles),
)

# %% [markdown]
# An MSE near 0.001 looks like a trained model, yet this one has learned nothing: almost every number it was asked for
# is 0. And the score says more about the shuffle than about the model, because two or three windows at the very end
# decide it. **No threshold on this number can tell a working model from one that always answers zero.**
#
# ### A scaling that keeps the question alive
#
# What if every window is divided by its own last term? For large $n$ all windows then look exactly alike,
# $(\varphi^{-19}, \dots, \varphi^{-1}, 1)$, and the target is always $\varphi$: the constant answer 1.618 would be
# perfect. That throws the question away too.
#
# We go between the two and write each window in scientific notation. Let $d$ be the number of decimal digits of the
# window's **last** term. Its unit is $2\cdot 10^{d}$:
#
# $$x_t = \frac{F_{n+t-1}}{2\cdot 10^{d}} \quad (t = 1, \dots, 20), \qquad y = \frac{F_{n+20}}{2\cdot 10^{d}} .$$
#
# For example $13, 21, 34 \to 55$ becomes $0.065, 0.105, 0.17 \to 0.275$, since 34 has two digits. The last input lies
# between 0.05 and 0.5 and the target below 0.81, inside the range of a tanh, at every size of number. The
# leading digits stay, and as they keep changing from window to window (the sequence follows
# [Benford's law](https://en.wikipedia.org/wiki/Benford%27s_law)), so does the right answer.

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 4

# %% [markdown]
# ### Question 2: windows
#
# Write two functions.
#
# - `fibonacci(n_terms, first, second)` returns the first `n_terms` terms as a list (or tuple) of whole numbers. Python's own `int`
#   has no upper limit; a float64 ends at $1.8\cdot10^{308}$ and is exact only to 16 digits, and a numpy int64 silently
#   wraps around after the 92nd term. `first` and `second` let the same rule start elsewhere: 2, 1 gives the
#   Lucas numbers 2, 1, 3, 4, 7, 11, ...
# - `fibonacci_windows(n_terms, width, first, second)` returns all windows of these terms, scaled as above.
#   With $N$ = `n_terms - width` windows, `x` has shape $(N, \text{width}, 1)$, the *(batch, time, features)* that Keras
#   expects, and `y` has shape $(N, 1)$. Window $i$ starts at term $i$, and its target is the term **after** its last one.
#
# *What the check looks at:* the first terms, the 90th exactly, the Lucas numbers; then shapes and numbers for windows of 3.
# The hidden tests ask for windows of other widths (from 1 on), for other first terms, and for 2,000 terms. There `x` and `y` count separately.

# %% [raw]
# # BEGIN SOLUTION


# %%
def fibonacci(n_terms, first=1, second=1):
    """The first `n_terms` terms (at least 2) of the sequence that starts with `first`
    and `second`.

    Returns: a list of int.
    """
    # BEGIN SOLUTION NO PROMPT
    terms = [first, second]
    while len(terms) < n_terms:
        terms.append(terms[-2] + terms[-1])
    return terms
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def fibonacci_windows(n_terms, width=20, first=1, second=1):
    """All windows of `width` terms and the term after each, every window in a unit of
    its own.

    Returns:
        x: array of shape (n_terms - width, width, 1);
        y: array of shape (n_terms - width, 1).
    """
    # BEGIN SOLUTION NO PROMPT
    terms = fibonacci(n_terms, first, second)
    x, y = [], []
    for start in range(n_terms - width):
        window = terms[start : start + width]
        unit = 2 * 10 ** len(
            str(window[-1])
        )  # a whole number: int / int is exact however long both are
        x.append([[term / unit] for term in window])
        y.append([terms[start + width] / unit])
    return np.array(x), np.array(y)
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_terms_follow_the_rule(fibonacci):
    import numpy as np

    terms = fibonacci(90)
    assert terms is not None and terms is not ..., (
        "fibonacci returns nothing yet: fill in its blank."
    )
    assert not isinstance(terms, (int, float, np.number)), (
        f"fibonacci should return a list of all terms, not a single number, {terms}."
    )
    assert len(terms) == 90, f"fibonacci(90) has {len(terms)} terms instead of 90."
    first = list(terms[:8])
    assert first == [1, 1, 2, 3, 5, 8, 13, 21], (
        "The first terms should be 1, 1, 2, 3, 5, 8, 13, 21; yours are "
        f"{', '.join(map(str, first))}."
    )
    assert int(terms[89]) == 2880067194370816120, (
        "The 90th term should be exactly 2880067194370816120; yours is "
        f"{terms[89]}. Use whole numbers (int), not floats."
    )
    lucas = list(fibonacci(6, first=2, second=1))
    assert lucas == [2, 1, 3, 4, 7, 11], (
        "The terms that start with 2, 1 should be 2, 1, 3, 4, 7, 11; yours are "
        f"{', '.join(map(str, lucas))}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_small_windows(fibonacci_windows):
    import numpy as np

    result = fibonacci_windows(8, width=3)
    assert result is not None and result is not ..., (
        "fibonacci_windows returns nothing yet: fill in its blank."
    )
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "fibonacci_windows should return two arrays, x and y."
    )
    lengths = sorted({int(np.size(window)) for window in result[0]})
    assert lengths == [3], (
        f"Every window of x should hold 3 terms; yours hold {lengths}."
    )
    x = np.asarray(result[0], dtype=float)
    assert x.shape == (5, 3, 1), (
        f"8 terms have 5 windows of 3: x should have shape (5, 3, 1), not {x.shape}."
    )
    wanted = [
        [0.05, 0.05, 0.1],
        [0.05, 0.1, 0.15],
        [0.1, 0.15, 0.25],
        [0.15, 0.25, 0.4],
        [0.025, 0.04, 0.065],
    ]
    assert np.allclose(x[:, :, 0], wanted), (
        f"The windows should be {wanted}; yours are {x[:, :, 0].round(4).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_small_targets(fibonacci_windows):
    import numpy as np

    result = fibonacci_windows(8, width=3)
    assert result is not None and result is not ..., (
        "fibonacci_windows returns nothing yet: fill in its blank."
    )
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "fibonacci_windows should return two arrays, x and y."
    )
    y = np.asarray(result[1], dtype=float)
    assert y.shape == (5, 1), (
        f"y should have shape (5, 1), one row per window, not {y.shape}."
    )
    assert np.allclose(y[:, 0], [0.15, 0.25, 0.4, 0.65, 0.105]), (
        "The targets should be 0.15, 0.25, 0.4, 0.65, 0.105 (the term after each "
        f"window); yours are {y[:, 0].round(4).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The inputs x of windows of other widths are not scaled or cut as asked. The unit is 2 * 10^d, where d is the number of digits of the last term of the window.
""" # END TEST CONFIG


def test_inputs_of_any_width(fibonacci_windows, rng):
    import numpy as np
    from autograder import checks

    for width in [1, *rng.permutation(np.arange(2, 12))[:2].tolist()]:
        n_terms = width + int(rng.integers(15, 40))
        terms = [1, 1]
        while len(terms) < n_terms:
            terms.append(terms[-1] + terms[-2])
        units = [2 * 10 ** len(str(terms[i + width - 1])) for i in range(n_terms - width)]
        wanted = [[terms[i + t] / unit for t in range(width)] for i, unit in enumerate(units)]
        result = fibonacci_windows(n_terms, width)
        assert isinstance(result, (tuple, list)) and len(result) == 2, "fibonacci_windows should return x and y."
        numbers = checks.array(result[0], "x")
        if numbers.size % width == 0:  # the shape and the number of windows are the public check's
            numbers, wanted = numbers.reshape(-1, width)[: len(wanted) - 1], wanted[:-1]
        call = f"fibonacci_windows({n_terms}, {width})"
        hint = "The unit is 2 * 10 ** (number of digits of the window's last term)."
        checks.close(numbers, wanted, f"x of {call}", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The targets y of windows of other widths are not the term after the window in the unit of the window. The unit is 2 * 10^d, where d is the number of digits of the last term of the window.
""" # END TEST CONFIG


def test_targets_of_any_width(fibonacci_windows, rng):
    import numpy as np
    from autograder import checks

    for width in [1, *rng.permutation(np.arange(2, 12))[:2].tolist()]:
        n_terms = width + int(rng.integers(15, 40))
        terms = [1, 1]
        while len(terms) < n_terms:
            terms.append(terms[-1] + terms[-2])
        units = [2 * 10 ** len(str(terms[i + width - 1])) for i in range(n_terms - width)]
        wanted = [terms[i + width] / unit for i, unit in enumerate(units)]
        result = fibonacci_windows(n_terms, width)
        assert isinstance(result, (tuple, list)) and len(result) == 2, "fibonacci_windows should return x and y."
        numbers = checks.array(result[1], "y").reshape(-1)[: len(wanted) - 1]  # shape and number: the public check's
        call = f"fibonacci_windows({n_terms}, {width})"
        hint = "The unit is 2 * 10 ** (number of digits of the window's last term)."
        checks.close(numbers, wanted[:-1], f"y of {call}", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Windows of sequences that start with other terms than 1 and 1 are not what `first` and `second` give.
""" # END TEST CONFIG


def test_windows_of_other_starts(fibonacci_windows, rng):
    import numpy as np
    from autograder import checks

    for _ in range(3):
        width = int(rng.integers(2, 12))
        first, second = (int(n) for n in rng.permutation(np.arange(2, 30))[:2])
        n_terms = width + int(rng.integers(15, 40))
        terms = [first, second]
        while len(terms) < n_terms:
            terms.append(terms[-1] + terms[-2])
        windows = np.array([terms[i : i + width] for i in range(n_terms - width)], dtype=float)
        result = fibonacci_windows(n_terms, width=width, first=first, second=second)
        assert isinstance(result, (tuple, list)) and len(result) == 2, "fibonacci_windows should return x and y."
        numbers = checks.array(result[0], "x")
        if numbers.size % width == 0:  # shape, number and unit were looked at before
            numbers = numbers.reshape(-1, width)[: len(windows) - 1]
            numbers = numbers / numbers[:, -1:]
        call = f"fibonacci_windows({n_terms}, width={width}, first={first}, second={second})"
        what = f"x of {call}, each window divided by its last term"
        hint = "The first two terms are `first` and `second`."
        checks.close(numbers, (windows / windows[:, -1:])[:-1], what, hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: The inputs x of very long sequences are wrong. Keep the terms as Python int until you divide by the unit.
""" # END TEST CONFIG


def test_inputs_of_huge_terms(fibonacci_windows, rng):
    import numpy as np
    from autograder import checks

    n_terms = int(rng.integers(1600, 2000))
    terms = [1, 1]
    while len(terms) < n_terms:
        terms.append(terms[-1] + terms[-2])
    units = [2 * 10 ** len(str(terms[i + 19])) for i in range(n_terms - 20)]
    wanted = [[terms[i + t] / unit for t in range(20)] for i, unit in enumerate(units)]
    result = fibonacci_windows(n_terms)
    assert isinstance(result, (tuple, list)) and len(result) == 2, "fibonacci_windows should return x and y."
    numbers = checks.array(result[0], "x")
    if numbers.size % 20 == 0:  # the shape and the number of windows are the public check's
        numbers, wanted = numbers.reshape(-1, 20)[: len(wanted) - 1], wanted[:-1]
    hint = "int64 wraps around after term 92 and float64 overflows after term 1476; Python's int does neither."
    checks.close(numbers, wanted, f"x of fibonacci_windows({n_terms})", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: The targets y of very long sequences are wrong. Keep the terms as Python int until you divide by the unit.
""" # END TEST CONFIG


def test_targets_of_huge_terms(fibonacci_windows, rng):
    import numpy as np
    from autograder import checks

    n_terms = int(rng.integers(1600, 2000))
    terms = [1, 1]
    while len(terms) < n_terms:
        terms.append(terms[-1] + terms[-2])
    units = [2 * 10 ** len(str(terms[i + 19])) for i in range(n_terms - 20)]
    wanted = [terms[i + 20] / unit for i, unit in enumerate(units)]
    result = fibonacci_windows(n_terms)
    assert isinstance(result, (tuple, list)) and len(result) == 2, "fibonacci_windows should return x and y."
    numbers = checks.array(result[1], "y").reshape(-1)[: len(wanted) - 1]  # shape and number: the public check's
    hint = "int64 wraps around after term 92 and float64 overflows after term 1476; Python's int does neither."
    checks.close(numbers, wanted[:-1], f"y of fibonacci_windows({n_terms})", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# From here on the notebook uses windows that the next cell makes in a second, independent way, from logarithms. So a slip
# in question 2 does not follow you, and two derivations that agree are a better test than one that looks right.
#
# The **first** 944 windows are for training and the **last** 236 for testing: the test asks about numbers larger than any
# the models have seen. (Shuffling would also be possible here; splitting by time is the honest habit for sequences.)

# %%
position = np.arange(N_TERMS - WINDOW)[:, None] + np.arange(WINDOW + 1)
log10_windows = log10_terms[position]  # (1180, 21): 20 inputs and the target
digits = np.floor(log10_windows[:, WINDOW - 1] + 1e-9) + 1
scaled = 10 ** (log10_windows - digits[:, None]) / 2

x, y = scaled[:, :WINDOW, None].astype("float32"), scaled[:, WINDOW:].astype("float32")
x_train, y_train, x_test, y_test = x[:944], y[:944], x[944:], y[944:]
print(
    f"training: x {x_train.shape}, y {y_train.shape}; test: x {x_test.shape}, y "
    f"{y_test.shape}"
)

# %%
mine = fibonacci_windows(N_TERMS)
if mine is None:
    print("Finish question 2 first: then this cell compares your windows with these.")
elif np.shape(mine[0]) != x.shape or np.shape(mine[1]) != y.shape:
    print(
        f"Your windows have shapes {np.shape(mine[0])} and {np.shape(mine[1])}: see "
        "question 2."
    )
else:
    gap = max(np.abs(mine[0] - x).max(), np.abs(mine[1] - y).max())
    print(
        f"Largest difference between your windows and these: {gap:.1e}",
        "(they agree)" if gap < 1e-6 else "(they do not agree!)",
    )

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.2))
left.plot(np.arange(1, WINDOW + 1), x[100:108, :, 0].T, ".-")
left.set(
    title="eight windows in a row",
    xlabel="position in the window",
    ylabel="scaled term",
    xticks=range(1, WINDOW + 1, 2),
)
right.hist(y[:, 0], bins=30)
right.set(title="the 1,180 targets", xlabel="scaled target", ylabel="windows")
plt.show()

# %% [markdown]
# ## 3. The ruler
#
# We report the share of the variance of the targets that a model explains,
#
# $$R^2 = 1 - \frac{\text{MSE}}{\operatorname{Var}(y)} = 1 - \frac{\sum_i (\hat y_i - y_i)^2}{\sum_i (y_i - \bar y)^2}.$$
#
# It is 1 for perfect predictions, 0 for always answering the mean, and negative for anything worse than that. Before
# you trust a number like this, ask what the laziest answers would get:


# %%
def r_squared(predictions, targets):
    """1 - MSE / variance for two arrays of the same shape."""
    predictions, targets = np.asarray(predictions), np.asarray(targets)
    # Without this check (n,) minus (n, 1) would pair every prediction with every
    # target.
    if predictions.shape != targets.shape:
        raise ValueError(f"shapes differ: {predictions.shape} and {targets.shape}")
    return float(1 - np.mean((predictions - targets) ** 2) / np.var(targets))


last, before_last = x_test[:, -1], x_test[:, -2]
lazy = {
    "always 0": np.zeros_like(y_test),
    "always the training mean": np.full_like(y_test, y_train.mean()),
    "repeat the last term": last,
    "last term times the golden ratio": last * np.float32(PHI),
    "sum of the last two terms": last + before_last,
}
print(f"{'prediction':36}{'test MSE':>10}{'test R²':>9}")
for name, prediction in lazy.items():
    print(
        f"{name:36}{np.mean((prediction - y_test) ** 2):10.4f}"
        f"{r_squared(prediction, y_test):9.3f}"
    )

# %% [markdown]
# The lazy answers now fail clearly: zero gets about −2.4, repeating the last term about 0.5. Your models will be
# asked for $R^2 \ge 0.9$ on windows they have not seen, and a trained one reaches about 0.99.
#
# *What this ruler cannot tell:* the last two rows. In a long Fibonacci sequence "add the last two" and "multiply the
# last by $\varphi$" are the same to many digits, so a high $R^2$ does **not** prove that a model discovered the sum rule.
# Two right answers, one score. Keep that in mind for question 8.

# %% [markdown]
# ## 4. A plain RNN
#
# A `SimpleRNN` with two units starts at $h_0 = 0$ and reads one term per step. A dense layer turns its last state into
# the prediction:
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b), \qquad \hat y = \tanh(h_{20} V + c).$$
#
# | | $x_t$ | $W$ | $U$ | $b$ | $h_t$ | $V$ | $c$ | $\hat y$ |
# |---|---|---|---|---|---|---|---|---|
# | shape | (1) | (1, 2) | (2, 2) | (2) | (2) | (2, 1) | (1) | (1) |
#
# Add up the sizes of the weights: 11 numbers are the whole model.

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 2

# %% [markdown]
# ### Question 3: the model
#
# Write `build_rnn(window, units)`: it returns a new Keras model (not yet trained) that maps *(batch, window, 1)* to
# *(batch, 1)* by these equations, with `units` instead of 2. You need `layers.SimpleRNN` and `layers.Dense`; both have a
# tanh at the end. Write it in the style you like: `keras.Sequential`, the functional API, or a class of your own.
#
# *What the check looks at:* one prediction per window, and 11 weights. The hidden test puts weights of its own into your
# model and compares its answers with the equations.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_rnn(window=20, units=2):
    """A new, untrained model from (batch, window, 1) to (batch, 1): SimpleRNN,
    then Dense."""
    # BEGIN SOLUTION NO PROMPT
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="tanh"),
            layers.Dense(1, activation="tanh"),
        ]
    )
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_rnn_shapes(build_rnn, weight_shapes):
    import numpy as np

    model = build_rnn()
    assert model is not None and model is not ..., (
        "build_rnn returns nothing yet: fill in its blank."
    )
    x = np.full((3, 20, 1), 0.1, dtype="float32")
    shapes = weight_shapes(model, x)
    sizes = [int(np.prod(shape)) for shape in shapes]
    assert sum(sizes) == 11, (
        "The model should have 2 + 4 + 2 + 2 + 1 = 11 weights; yours has "
        f"{sum(sizes)}: {sizes}."
    )
    model.set_weights([np.full(shape, 0.1, dtype="float32") for shape in shapes])
    out = np.asarray(model.predict(x, verbose=0))
    assert out.shape == (3, 1), (
        f"Three windows should give three predictions, shape (3, 1), not {out.shape}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, the states of your RNN are not tanh(x W + h U + b). Look at its activation and at its bias.
""" # END TEST CONFIG


def test_states_of_the_rnn(build_rnn, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    units, window, batch = int(rng.integers(3, 6)), int(rng.integers(7, 13)), 16
    model = build_rnn(window=window, units=units)
    assert model is not None, "build_rnn returns nothing."
    x = rng.normal(size=(batch, window, 1))
    shapes = weight_shapes(model, x)
    wanted = [(1, units), (units, units), (units,), (units, 1), (1,)]
    assert sorted(shapes) == sorted(wanted), (
        f"Expected weights of shapes {wanted} for units={units}, but got {shapes}. Both layers have a bias."
    )
    fresh = {shape: rng.normal(scale=0.8, size=shape).astype("float32") for shape in wanted}
    model.set_weights([fresh[shape] for shape in shapes])
    predicted = checks.array(model.predict(x, verbose=0), "the prediction")
    if predicted.ndim == 3:  # an answer at every step was the public check's
        predicted = predicted[:, -1]
    predicted = checks.shape(predicted, (batch, 1), "the prediction")
    w, u, b, v, c = (fresh[shape].astype(float) for shape in wanted)
    functions = [np.tanh, lambda z: z, lambda z: np.maximum(z, 0), lambda z: 1 / (1 + np.exp(-z))]
    gaps = []
    with np.errstate(all="ignore"):
        for function in functions:  # the activation of the dense layer is looked at in another test
            h = np.zeros((batch, units))
            for t in range(window):
                h = np.tanh(x[:, t] @ w + h @ u + b)
            gaps.append(np.abs(function(h @ v + c) - predicted).max())
    checks.at_most(np.nanmin(gaps), 0.001, "the gap between your predictions and the equations", "Is the activation of the SimpleRNN tanh?")


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, your prediction is not tanh(h V + c) of the last state. Look at the activation of the dense layer and at its bias.
""" # END TEST CONFIG


def test_prediction_from_the_last_state(build_rnn, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    units, window, batch = int(rng.integers(3, 6)), int(rng.integers(7, 13)), 3
    model = build_rnn(window=window, units=units)
    assert model is not None, "build_rnn returns nothing."
    x = rng.normal(size=(batch, window, 1))
    shapes = weight_shapes(model, x)
    wanted = [(1, units), (units, units), (units,), (units, 1), (1,)]
    assert sorted(shapes) == sorted(wanted), (
        f"Expected weights of shapes {wanted} for units={units}, but got {shapes}. Both layers have a bias."
    )
    fresh = {shape: rng.normal(scale=0.8, size=shape).astype("float32") for shape in wanted}
    model.set_weights([fresh[shape] for shape in shapes])
    predicted = checks.array(model.predict(x, verbose=0), "the prediction")
    if predicted.ndim == 3:  # an answer at every step was the public check's
        predicted = predicted[:, -1]
    predicted = checks.shape(predicted, (batch, 1), "the prediction")
    w, u, b, v, c = (fresh[shape].astype(float) for shape in wanted)
    functions = [np.tanh, lambda z: z, lambda z: np.maximum(z, 0), lambda z: 1 / (1 + np.exp(-z))]
    gaps = []
    with np.errstate(all="ignore"):
        for function in functions:  # the activation of the RNN is looked at in another test
            h = np.zeros((batch, units))
            for t in range(window):
                h = function(x[:, t] @ w + h @ u + b)
            gaps.append(np.abs(np.tanh(h @ v + c) - predicted).max())
    checks.at_most(np.nanmin(gaps), 0.001, "the gap between your predictions and the equations", "Is the activation of the dense layer tanh, and does it get the last state?")


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# A training can go wrong in several ways, and the loss alone does not say in which. The next cell looks at a model after its
# training and says in words what became of it. The checks use it too, to give advice; for points they look at predictions.


# %%
def how_trained(model):
    """What became of the training of a model, in words; "well" if R² is 0.9 or more."""
    if not isinstance(model, keras.Model):
        return "it is no Keras model"
    predictions = model.predict(x_test, verbose=0)
    if predictions.shape != y_test.shape:
        return "it does not give one prediction for each window"
    r2 = r_squared(predictions, y_test)
    if r2 >= 0.9:
        return "well"
    optimizer = getattr(model, "optimizer", None)
    steps = int(optimizer.iterations) if optimizer else np.inf  # not known
    if steps < 10:
        return "its optimizer made fewer than 10 steps. Did `fit` run to its end?"
    if steps < 200:
        return "its optimizer made fewer than 200 steps; 30 epochs would be 900"
    losses = getattr(model, "history", keras.callbacks.History()).history.get("loss")
    mse = np.mean((model.predict(x_train, verbose=0) - y_train) ** 2)
    if losses and losses[-1] < 0.2 * mse:
        return (
            "its training loss was small, but on x_train and y_train its error is "
            "large: it was trained on other numbers"
        )
    if r2 < 0.3:
        return (
            "it is no better than always the mean: it got stuck, or windows and "
            "targets did not belong together"
        )
    return "R² is below 0.9: train it longer, or with other steps"


# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 2
# builds_on:
#     q3: the network that is trained is the student's own, and its weights must be those of question 3

# %% [markdown]
# ### Question 4: training
#
# Make `rnn` with `build_rnn`, compile it with the mean squared error and `keras.optimizers.Adam(0.02)`, and train it on
# `x_train`, `y_train` with batches of 32 for 30 epochs (30 · 30 = 900 steps, some seconds). Keep what `fit` returns as
# `rnn_history`, for the plot. Use `verbose=0`, or your notebook fills with progress bars.
#
# Look at the loss. A few starts get stuck at 0.04, which is the variance of `y_train`: the network answers the same for
# all windows (2 of 300 runs of our solution did). Then build it anew and train again: new weights, new luck.
#
# Other optimisers, batches and numbers of epochs are fine; what counts is what your network has learned.
#
# *What the check looks at:* $R^2 \ge 0.9$ on windows of the golden ratio; if it is less, `how_trained` says why. The hidden test uses Lucas
# numbers and other sequences with the same rule, and recomputes some predictions from your model's weights.

# %% [raw]
# # BEGIN SOLUTION

# %%
keras.utils.set_random_seed(1)
# BEGIN SOLUTION NO PROMPT
for start in range(3):
    rnn = build_rnn()
    rnn.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
    rnn_history = rnn.fit(x_train, y_train, batch_size=32, epochs=30, verbose=0)
    if rnn_history.history["loss"][-1] < 0.01:
        break
# END SOLUTION
""" # BEGIN PROMPT
rnn = ...
rnn_history = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_rnn_has_learned(rnn):
    import numpy as np

    assert rnn is not None and rnn is not ..., (
        "There is no `rnn` yet: make it and train it."
    )
    phi = (1 + np.sqrt(5)) / 2
    last = np.linspace(0.05, 0.499, 100)[:, None]
    x, y = (
        (last * phi ** np.arange(-19.0, 1.0))[:, :, None].astype("float32"),
        last * phi,
    )
    predictions = np.asarray(rnn.predict(x, verbose=0))
    assert predictions.shape == (100, 1), (
        "100 windows should give predictions of shape (100, 1), not "
        f"{predictions.shape}."
    )
    r2 = 1 - np.mean((predictions - y) ** 2) / np.var(y)
    assert r2 >= 0.9, (
        f"R² is {r2:.3f}; 0.9 is needed. Repeating the last term gets 0.5, always "
        "the mean gets 0."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0
""" # END TEST CONFIG
def test_how_rnn_was_trained(rnn, how_trained):
    assert rnn is not None and rnn is not ..., (
        "There is no `rnn` yet: make it and train it."
    )
    found = how_trained(rnn)
    assert found == "well", f"What became of `rnn`: {found}."


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Either R² of your trained RNN is below 0.9 on sequences that it has not seen, or its predictions are not those of the RNN of question 3 with the weights that it holds.
""" # END TEST CONFIG


def test_rnn_on_other_sequences(rnn, heldout, rng, thresholds):
    import itertools
    import numpy as np
    from autograder import checks

    assert rnn is not None and rnn is not ..., "There is no `rnn`."
    first, second = int(rng.integers(1, 60)), int(rng.integers(1, 60))
    terms = [first, second]
    while len(terms) < 700:
        terms.append(terms[-1] + terms[-2])
    starts = [int(i) for i in rng.choice(680, size=256, replace=False)]
    units = [2 * 10 ** len(str(terms[i + 19])) for i in starts]
    x = np.array(
        [[[terms[i + t] / unit] for t in range(20)] for i, unit in zip(starts, units)],
        dtype="float32",
    )
    y = np.array([[terms[i + 20] / unit] for i, unit in zip(starts, units)])
    for name, inputs, wanted in [
        ("Lucas numbers", np.asarray(heldout["lucas"]["x"]), np.asarray(heldout["lucas"]["y"])),
        (f"the sequence that starts with {first}, {second}", x, y),
    ]:
        predicted = checks.array(rnn.predict(inputs, verbose=0), "the prediction")
        r2 = checks.explained_variance(predicted, wanted)
        checks.at_least(
            r2, thresholds["rnn_r2"], f"R² on {name}", "Train until the loss is below 0.001."
        )
    # Do these predictions come from a small RNN with the weights that the model holds? Its activations were
    # question 3, so any common one will do here.
    weights = [np.asarray(weight, dtype=float) for weight in rnn.get_weights()]
    named = {weight.shape: weight for weight in weights}
    shapes = [weight.shape for weight in weights]
    units = max([1] + [len(weight) for weight in weights if weight.ndim == 2])
    layout = [(1, units), (units, units), (units,), (units, 1), (1,)]
    assert sorted(shapes) == sorted(layout), (
        f"`rnn` holds weights of shapes {shapes}, not those of question 3."
    )
    w, u, b, v, c = (named[shape] for shape in layout)
    functions = [np.tanh, lambda z: z, lambda z: np.maximum(z, 0), lambda z: 1 / (1 + np.exp(-z))]
    gaps = []
    with np.errstate(all="ignore"):
        for inner, outer in itertools.product(functions, functions):
            h = np.zeros((len(x), units))
            for t in range(20):
                h = inner(x[:, t] @ w + h @ u + b)
            gaps.append(np.abs(outer(h @ v + c) - predicted).max())
    checks.at_most(
        np.nanmin(gaps),
        0.001,
        "the gap between the predictions and those of an RNN with its weights",
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
if ready("rnn_history", 4):
    figure, axis = plt.subplots(figsize=(6, 3.2))
    axis.semilogy(
        np.arange(1, 1 + len(rnn_history.history["loss"])),
        rnn_history.history["loss"],
        label="RNN",
    )
    axis.axhline(np.var(y_train), color="gray", linestyle="--", label="always the mean")
    axis.axhline(
        np.mean((y_train - x_train[:, -1]) ** 2),
        color="gray",
        linestyle=":",
        label="repeat the last term",
    )
    axis.set(title="training loss", xlabel="epoch", ylabel="MSE (log scale)")
    axis.legend()
    plt.show()
    print(
        "R² on the test windows: "
        f"{r_squared(rnn.predict(x_test, verbose=0), y_test):.4f}.",
        f"How `rnn` was trained: {how_trained(rnn)}.",
    )

# %% [markdown]
# ## 5. Attention
#
# The layer takes the whole sequence of states, $X \in \mathbb{R}^{T \times d}$ for one window ($T$ = 20 time steps,
# $d$ = 2 features), and returns one vector in three steps:
#
# $$e = \tanh(XW + b), \qquad \alpha_t = \frac{\exp(e_t)}{\sum_{s=1}^{T} \exp(e_s)}, \qquad \text{context} = \sum_{t=1}^{T} \alpha_t\, X_t .$$
#
# | | one window | a batch | meaning |
# |---|---|---|---|
# | $X$ | $(T, d)$ | (batch, $T$, $d$) | the states $h_1, \dots, h_T$ |
# | $W$ | $(d, 1)$ | the same for all | how interesting is what a state holds? |
# | $b$ | $(T, 1)$ | the same for all | how interesting is a place in the window? |
# | $e$, $\alpha$ | $(T, 1)$ | (batch, $T$, 1) | scores; weights, positive and of sum 1 over **time** |
# | context | $(d)$ | (batch, $d$) | the weighted average of the states |
#
# The softmax runs over the time axis (axis 1 of the batch) because the *time steps* compete for attention. The last axis has length 1:
# a softmax over it gives all ones. And since tanh keeps every score between −1 and 1, no
# weight can be more than $e^2 \approx 7.4$ times another, so one step of 20 gets at most
# $e^2/(e^2 + 19) = 0.28$ of the attention. This layer can prefer, but never ignore.

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 4

# %% [markdown]
# ### Question 5: the attention layer
#
# `build` is given: Keras calls it once, when it sees the shape of the first input, and there the weights `self.W`
# and `self.b` are made. Write `call`. It returns the context, of shape *(batch, features)*, and with
# `return_weights=True` the pair *(context, α)*, α being of shape *(batch, time, 1)*: we want to draw it later.
#
# Use `keras.ops`, which works with every backend: `ops.matmul`, `ops.tanh`, `ops.softmax`, `ops.sum` (you may also
# write the softmax with `ops.exp`, or use `ops.einsum`). Mind the axis.
#
# *What the check looks at:* if all time steps are equal, any average of them is that same vector; then one example small enough to follow
# by hand, with $W$ and $b$ given: its context, and its weights, which sum to 1 over time. The hidden tests draw other sizes (also a
# single window, or a single step), inputs (also large ones, and float64) and weights, and ask whether $W$ and $b$ can learn.

# %% [raw]
# # BEGIN SOLUTION


# %%
class Attention(keras.layers.Layer):
    """A weighted average over time: (batch, time, features) becomes
    (batch, features)."""

    def build(self, input_shape):
        if len(input_shape) != 3:
            raise ValueError(
                "Attention needs (batch, time, features), "
                f"but got shape {tuple(input_shape)}: "
                "does the layer before it return its whole sequence?"
            )
        _, time, features = input_shape
        self.W = self.add_weight(
            name="W", shape=(features, 1), initializer="glorot_uniform"
        )
        self.b = self.add_weight(name="b", shape=(time, 1), initializer="zeros")

    def call(self, x, return_weights=False):
        """The context (batch, features);
        with return_weights also the weights (batch, time, 1)."""
        # BEGIN SOLUTION NO PROMPT
        scores = ops.tanh(ops.matmul(x, self.W) + self.b)
        weights = ops.softmax(scores, axis=1)
        context = ops.sum(weights * x, axis=1)
        return (context, weights) if return_weights else context
        # END SOLUTION
        """ # BEGIN PROMPT
        ...
        """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_average_of_equal_steps(Attention, weight_shapes):
    import numpy as np

    x = np.tile(
        np.array([[[1.0, -2.0, 3.0]], [[0.5, 0.0, -1.0]]], dtype="float32"), (1, 6, 1)
    )
    layer = Attention()
    shapes = weight_shapes(layer, x)
    layer.set_weights(
        [np.linspace(-1, 1, shape[0], dtype="float32")[:, None] for shape in shapes]
    )
    context = layer(x)
    assert context is not None and context is not ..., (
        "Attention returns nothing yet: fill in the blank of `call`."
    )
    context = np.asarray(context, dtype=float)
    assert context.shape == (2, 3), (
        "The context of x with shape (2, 6, 3) should have shape (2, 3), not "
        f"{context.shape}."
    )
    assert np.allclose(context, x[:, 0], atol=1e-4), (
        "Six equal steps [1, -2, 3] average to [1, -2, 3], whatever the weights; "
        f"yours is {context[0].round(3).tolist()}. "
        "Do the weights sum to 1 over time?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_context_by_hand(Attention, weight_shapes):
    import numpy as np

    layer = Attention()
    x = np.array(2 * [[[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]]], dtype="float32")
    given = {(2, 1): [[1.0], [-1.0]], (3, 1): [[0.0], [1.0], [-2.0]]}  # W and b
    layer.set_weights(
        [np.array(given[shape], dtype="float32") for shape in weight_shapes(layer, x)]
    )
    context = layer(x)
    assert context is not None and context is not ..., (
        "Attention returns nothing yet: fill in the blank of `call`."
    )
    context = np.asarray(context, dtype=float)
    assert context.shape == (2, 2), (
        f"Two windows, 2 features: a context of shape (2, 2), not {context.shape}."
    )
    # XW = 1, -1, 1; plus b = 1, 0, -1; tanh = 0.762, 0, -0.762; exp = 2.142, 1, 0.467;
    # their sum is 3.609
    assert np.allclose(context, 2 * [[0.8523, 0.4065]], atol=1e-3), (
        f"Expected the context 0.852, 0.407; yours is {context[0].round(3).tolist()}. "
        "XW + b is 1, 0, -1; then comes the tanh, then the softmax over time: 0.594, "
        "0.277, 0.129. The context is the sum over time of weights times states."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_weights_by_hand(Attention, weight_shapes):
    import numpy as np

    layer = Attention()
    x = np.array(2 * [[[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]]], dtype="float32")
    given = {(2, 1): [[1.0], [-1.0]], (3, 1): [[0.0], [1.0], [-2.0]]}  # W and b
    layer.set_weights(
        [np.array(given[shape], dtype="float32") for shape in weight_shapes(layer, x)]
    )
    result = layer(x, return_weights=True)
    assert result is not None and result is not ..., (
        "Attention returns nothing yet: fill in the blank of `call`."
    )
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "With return_weights=True, `call` should return two things: the context and "
        "the weights."
    )
    weights = np.asarray(result[1], dtype=float)
    assert weights.shape == (2, 3, 1), (
        "The weights should have shape (2, 3, 1) = (batch, time, 1), not "
        f"{weights.shape}."
    )
    assert np.allclose(weights.sum(axis=1), 1, atol=1e-4), (
        "The weights of a window should sum to 1 over time, not "
        f"{weights[0].sum():.3f}."
    )
    assert np.allclose(weights[:, :, 0], 2 * [[0.5935, 0.2771, 0.1294]], atol=1e-3), (
        "Expected the weights 0.594, 0.277, 0.129; yours are "
        f"{', '.join(f'{number:.3f}' for number in weights[0, :, 0])}. "
        "XW + b is 1, 0, -1; then comes the tanh, then the softmax over time."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: In a small model that learns, your layer raises an error, or W and b do not move along the gradient of the loss.
""" # END TEST CONFIG


def test_gradients_reach_the_weights(Attention, keras, rng):
    import numpy as np
    from autograder import checks

    batch, time, features = (int(n) for n in rng.permutation([3, 4, 5, 6])[:3])
    x, target = rng.normal(size=(batch, time, features)), rng.normal(size=(batch, features))
    before = [rng.normal(size=(features, 1)), rng.normal(size=(time, 1))]

    def loss(w, b):
        exponentials = np.exp(np.tanh(x @ w + b))
        alpha = exponentials / exponentials.sum(axis=1, keepdims=True)
        return np.mean(((alpha * x).sum(axis=1) - target) ** 2)

    layer = Attention()
    model = keras.Sequential([keras.Input((time, features)), layer])
    layer.set_weights([weight.astype("float32") for weight in before])
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss="mse", run_eagerly=True)
    model.train_on_batch(x.astype("float32"), target.astype("float32"))  # moves by the gradient
    after = [np.asarray(weight) for weight in layer.get_weights()]
    hint = "Compute with keras.ops alone: what leaves the tensors loses its gradient."
    functions = [lambda w: loss(w, before[1]), lambda b: loss(before[0], b)]
    for name, function, old, new in zip("Wb", functions, before, after):
        step = old - checks.shape(new, old.shape, name)
        checks.gradient(function, old, step, f"the step of {name} in gradient descent", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With inputs and weights that we chose, your context is not the sum of the states times their attention weights.
""" # END TEST CONFIG


def test_context_follows_the_formula(Attention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    for batch, time, features in (rng.permutation([3, 4, 5, 6, 7, 8])[:3] for _ in range(3)):
        x = rng.normal(scale=1, size=(batch, time, features)).astype("float32")
        layer = Attention()
        shapes = weight_shapes(layer, x)
        assert sorted(shapes) == sorted([(features, 1), (time, 1)]), (
            f"Expected the weights W {(features, 1)} and b {(time, 1)} of `build`, but got {shapes}."
        )
        w, b = (rng.normal(size=shape).astype("float32") for shape in [(features, 1), (time, 1)])
        layer.set_weights([{w.shape: w, b.shape: b}[shape] for shape in shapes])
        exponentials = np.exp(np.tanh(x @ w + b))
        alpha = exponentials / exponentials.sum(axis=1, keepdims=True)
        hint = "context = sum over time of alpha * x, with alpha = softmax(tanh(xW + b)) over time."
        what = f"the context of x with shape {x.shape}"
        checks.close(layer(x), (alpha * x).sum(axis=1), what, hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With inputs and weights that we chose, the attention weights are not softmax(tanh(XW + b)) over the time axis.
""" # END TEST CONFIG


def test_weights_follow_the_formula(Attention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    for batch, time, features in (rng.permutation([3, 4, 5, 6, 7, 8])[:3] for _ in range(3)):
        x = rng.normal(scale=1, size=(batch, time, features)).astype("float32")
        layer = Attention()
        shapes = weight_shapes(layer, x)
        assert sorted(shapes) == sorted([(features, 1), (time, 1)]), (
            f"Expected the weights W {(features, 1)} and b {(time, 1)} of `build`, but got {shapes}."
        )
        w, b = (rng.normal(size=shape).astype("float32") for shape in [(features, 1), (time, 1)])
        layer.set_weights([{w.shape: w, b.shape: b}[shape] for shape in shapes])
        exponentials = np.exp(np.tanh(x @ w + b))
        alpha = exponentials / exponentials.sum(axis=1, keepdims=True)
        result = layer(x, return_weights=True)
        assert isinstance(result, (tuple, list)) and len(result) == 2, (
            "With return_weights=True `call` should return (context, weights)."
        )
        weights = checks.shape(result[1], alpha.shape, "the attention weights")
        checks.sums_to_one(
            weights, 1, "the attention weights", "The softmax runs over the time axis."
        )
        hint = "They are softmax(tanh(xW + b))."
        checks.close(weights, alpha, "the attention weights", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The context must be of shape (batch, features) also for a single window, a single step and a single feature, and for float64 inputs.
""" # END TEST CONFIG


def test_one_window_one_step_one_feature(Attention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    for batch, time, features in [(1, 5, 3), (3, 1, 4), (4, 6, 1), (1, 1, 2)]:
        x = rng.normal(scale=1, size=(batch, time, features))  # float64
        layer = Attention()
        shapes = weight_shapes(layer, x)
        assert sorted(shapes) == sorted([(features, 1), (time, 1)]), (
            f"Expected the weights W {(features, 1)} and b {(time, 1)} of `build`, but got {shapes}."
        )
        fresh = {shape: rng.normal(size=shape).astype("float32") for shape in shapes}
        layer.set_weights([fresh[shape] for shape in shapes])
        context = checks.shape(layer(x), (batch, features), f"the context of x with shape {x.shape}")
        # that it is some average of the states is enough here: the formula is looked at in other tests
        low, high = x.min(axis=1) - 1e-4, x.max(axis=1) + 1e-4
        assert ((low <= context) & (context <= high)).all(), (
            f"The context of x with shape {x.shape} lies outside of the states: an average cannot."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With large states, positive and negative, your context is not the formula's. The scores are tanh(XW + b), between -1 and 1; ops.tanh never overflows.
""" # END TEST CONFIG


def test_large_states(Attention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    for batch, time, features in [(3, 5, 4), (4, 6, 3)]:
        signs = rng.permutation(np.where(np.arange(time) < 2, 1.0, -1.0))[:, None]
        x = (signs * rng.uniform(100, 300, size=(batch, time, features))).astype("float32")
        layer = Attention()
        shapes = weight_shapes(layer, x)
        assert sorted(shapes) == sorted([(features, 1), (time, 1)]), (
            f"Expected the weights W {(features, 1)} and b {(time, 1)} of `build`, but got {shapes}."
        )
        w = rng.uniform(0.5, 1.5, size=(features, 1)).astype("float32")
        b = rng.normal(size=(time, 1)).astype("float32")
        layer.set_weights([{w.shape: w, b.shape: b}[shape] for shape in shapes])
        exponentials = np.exp(np.tanh(x @ w + b))
        alpha = exponentials / exponentials.sum(axis=1, keepdims=True)
        what = f"the context of large x with shape {x.shape}"
        context = checks.finite(layer(x), what, "Is your tanh made of exponentials? They overflow.")
        checks.close(context, (alpha * x).sum(axis=1), what, "", rtol=1e-3, atol=1e-2)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 2

# %% [markdown]
# ### Question 6: the model with attention
#
# Write `build_attention(attention, window, units)`: a `SimpleRNN` with tanh that returns **all** its states, then the layer
# `attention`, then a `Dense(1)` with tanh:
#
# $$(\text{batch}, 20, 1) \;\to\; (\text{batch}, 20, 2) \;\to\; (\text{batch}, 2) \;\to\; (\text{batch}, 1).$$
#
# The model does not make the layer in its middle, it **gets** it: `build_attention(Attention())` looks back with your layer, and
# `build_attention(layers.GlobalAveragePooling1D())` takes a plain average of the states.
#
# *What the check looks at:* one prediction per window, and 8 + 3 = 11 weights beside those of the layer that is handed in (yours has
# 2 + 20 more). All tests hand in layers of Keras', such as the largest state, `GlobalMaxPooling1D`, in the place of attention: a slip
# in question 5 costs nothing here. The hidden tests put weights of their own into your model and compare its answers with the equations.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_attention(attention, window=20, units=2):
    """A new, untrained model from (batch, window, 1) to (batch, 1),
    with the layer `attention` in the middle."""
    # BEGIN SOLUTION NO PROMPT
    return keras.Sequential(
        [
            keras.Input((window, 1)),
            layers.SimpleRNN(units, activation="tanh", return_sequences=True),
            attention,
            layers.Dense(1, activation="tanh"),
        ]
    )
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_attention_model_shapes(build_attention, weight_shapes, keras):
    import numpy as np

    # the largest state in the place of attention: it has no weights
    model = build_attention(keras.layers.GlobalMaxPooling1D())
    assert model is not None and model is not ..., (
        "build_attention returns nothing yet: fill in its blank."
    )
    x = np.full((3, 20, 1), 0.1, dtype="float32")
    shapes = weight_shapes(model, x)
    sizes = [int(np.prod(shape)) for shape in shapes]
    assert sum(sizes) == 11, (
        "With a layer without weights in the place of attention, the model should have "
        f"8 + 3 = 11 weights; yours has {sum(sizes)}: {sizes}."
    )
    model.set_weights([np.full(shape, 0.1, dtype="float32") for shape in shapes])
    out = np.asarray(model.predict(x, verbose=0))
    assert out.shape == (3, 1), (
        f"Three windows should give three predictions, shape (3, 1), not {out.shape}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, and the largest state in the place of attention, your model does not answer what its equations say. Look at the activation of the RNN, and at what the layer that is handed in gets.
""" # END TEST CONFIG


def test_states_under_the_attention(build_attention, weight_shapes, keras, rng):
    import numpy as np
    from autograder import checks

    units, window, batch = int(rng.integers(3, 6)), int(rng.integers(7, 13)), 16
    model = build_attention(keras.layers.GlobalMaxPooling1D(), window=window, units=units)
    assert model is not None, "build_attention returns nothing."
    x = rng.normal(size=(batch, window, 1))
    shapes = weight_shapes(model, x)
    wanted = [(1, units), (units, units), (units,), (units, 1), (1,)]
    assert sorted(shapes) == sorted(wanted), (
        f"Expected weights of shapes {wanted} for units={units} beside those of the attention, but got {shapes}."
    )
    fresh = {shape: rng.normal(scale=0.6, size=shape).astype("float32") for shape in wanted}
    model.set_weights([fresh[shape] for shape in shapes])
    predicted = checks.shape(model.predict(x, verbose=0), (batch, 1), "the prediction")
    w, u, b, v, c = (fresh[shape].astype(float) for shape in wanted)
    functions = [np.tanh, lambda z: z, lambda z: np.maximum(z, 0), lambda z: 1 / (1 + np.exp(-z))]
    gaps = []
    with np.errstate(all="ignore"):
        for function in functions:  # the activation of the dense layer is looked at in another test
            h, states = np.zeros((batch, units)), []
            for t in range(window):
                h = np.tanh(x[:, t] @ w + h @ u + b)
                states.append(h)
            gaps.append(np.abs(function(np.max(states, axis=0) @ v + c) - predicted).max())
    checks.at_most(np.nanmin(gaps), 0.001, "the gap between your predictions and the equations", "Is the activation of the SimpleRNN tanh, and does the layer that is handed in get all its states?")


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, and the largest state in the place of attention, your model does not answer what its equations say. Look at the activation of the dense layer, and at what it gets.
""" # END TEST CONFIG


def test_dense_layer_after_the_attention(build_attention, weight_shapes, keras, rng):
    import numpy as np
    from autograder import checks

    units, window, batch = int(rng.integers(3, 6)), int(rng.integers(7, 13)), 3
    model = build_attention(keras.layers.GlobalMaxPooling1D(), window=window, units=units)
    assert model is not None, "build_attention returns nothing."
    x = rng.normal(size=(batch, window, 1))
    shapes = weight_shapes(model, x)
    wanted = [(1, units), (units, units), (units,), (units, 1), (1,)]
    assert sorted(shapes) == sorted(wanted), (
        f"Expected weights of shapes {wanted} for units={units} beside those of the attention, but got {shapes}."
    )
    fresh = {shape: rng.normal(scale=0.6, size=shape).astype("float32") for shape in wanted}
    model.set_weights([fresh[shape] for shape in shapes])
    predicted = checks.shape(model.predict(x, verbose=0), (batch, 1), "the prediction")
    w, u, b, v, c = (fresh[shape].astype(float) for shape in wanted)
    functions = [np.tanh, lambda z: z, lambda z: np.maximum(z, 0), lambda z: 1 / (1 + np.exp(-z))]
    gaps = []
    with np.errstate(all="ignore"):
        for function in functions:  # the activation of the RNN is looked at in another test
            h, states = np.zeros((batch, units)), []
            for t in range(window):
                h = function(x[:, t] @ w + h @ u + b)
                states.append(h)
            gaps.append(np.abs(np.tanh(np.max(states, axis=0) @ v + c) - predicted).max())
    checks.at_most(np.nanmin(gaps), 0.001, "the gap between your predictions and the equations", "Is the activation of the dense layer tanh, and does it get what the layer that is handed in gives?")


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The layer that is handed in must get the states of all steps, one after the other, and nothing else may stand between it and the dense layer.
""" # END TEST CONFIG


def test_all_states_reach_the_attention(build_attention, weight_shapes, keras, rng):
    import itertools
    import numpy as np
    from autograder import checks

    units, window = int(rng.integers(3, 6)), int(rng.integers(7, 13))
    model = build_attention(keras.layers.Flatten(), window=window, units=units)  # all states in a row
    assert model is not None, "build_attention returns nothing."
    x = rng.normal(size=(1, window, 1)).astype("float32")
    shapes = weight_shapes(model, x)
    wanted = [(1, units), (units, units), (units,), (window * units, 1), (1,)]
    assert sorted(shapes) == sorted(wanted), (
        f"Expected weights of shapes {wanted} for units={units} and all states in a row, but got {shapes}."
    )
    fresh = {shape: rng.normal(scale=0.4, size=shape).astype("float32") for shape in wanted}
    model.set_weights([fresh[shape] for shape in shapes])
    predicted = checks.shape(model.predict(x, verbose=0), (1, 1), "the prediction")
    w, u, b, v, c = (fresh[shape].astype(float) for shape in wanted)
    functions = [np.tanh, lambda z: z, lambda z: np.maximum(z, 0), lambda z: 1 / (1 + np.exp(-z))]
    gaps = []
    with np.errstate(all="ignore"):
        for inner, outer in itertools.product(functions, functions):  # looked at in other tests
            h, states = np.zeros((1, units)), []
            for t in range(window):
                h = inner(x[:, t] @ w + h @ u + b)
                states.append(h)
            gaps.append(np.abs(outer(np.concatenate(states, axis=1) @ v + c) - predicted).max())
    hint = "Give the SimpleRNN return_sequences=True, and its states to the layer that is handed in."
    checks.at_most(np.nanmin(gaps), 0.001, "the gap between your predictions and the equations", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 2
# builds_on:
#     q5: the network that is trained has the student's own attention in it
#     q6: the network that is trained is the student's own, and its weights must be those of question 6

# %% [markdown]
# ### Question 7: train it
#
# Make `attention_model` with `build_attention` and your `Attention()`, and train it as you trained the RNN; keep the history as
# `attention_history`. Do not worry if it learns more slowly at first: an average over 20 steps starts out blurred.
#
# *What the check looks at:* $R^2 \ge 0.9$ as before, and `how_trained`. The hidden test asks about other sequences, and recomputes some predictions
# from the model's 33 weights. Nobody asks that attention beats the RNN. As in question 4, a slip in what you train may cost points here again.

# %% [raw]
# # BEGIN SOLUTION

# %%
keras.utils.set_random_seed(1)
# BEGIN SOLUTION NO PROMPT
attention_model = build_attention(Attention())
attention_model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse")
attention_history = attention_model.fit(x_train, y_train, batch_size=32, epochs=30, verbose=0)
# END SOLUTION
""" # BEGIN PROMPT
attention_model = ...
attention_history = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_attention_model_has_learned(attention_model):
    import numpy as np

    assert attention_model is not None and attention_model is not ..., (
        "There is no `attention_model` yet: make it and train it."
    )
    phi = (1 + np.sqrt(5)) / 2
    last = np.linspace(0.05, 0.499, 100)[:, None]
    x, y = (
        (last * phi ** np.arange(-19.0, 1.0))[:, :, None].astype("float32"),
        last * phi,
    )
    predictions = np.asarray(attention_model.predict(x, verbose=0))
    assert predictions.shape == (100, 1), (
        "100 windows should give predictions of shape (100, 1), not "
        f"{predictions.shape}."
    )
    r2 = 1 - np.mean((predictions - y) ** 2) / np.var(y)
    assert r2 >= 0.9, (
        f"R² is {r2:.3f}; 0.9 is needed. Repeating the last term gets 0.5, always "
        "the mean gets 0."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0
""" # END TEST CONFIG
def test_how_attention_model_was_trained(attention_model, how_trained):
    assert attention_model is not None and attention_model is not ..., (
        "There is no `attention_model` yet: make it and train it."
    )
    found = how_trained(attention_model)
    assert found == "well", f"What became of `attention_model`: {found}."


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Either R² of your trained attention model is below 0.9 on sequences that it has not seen, or its predictions are not those of the model of question 6, with attention, and the weights that it holds.
""" # END TEST CONFIG


def test_attention_model_on_other_sequences(attention_model, heldout, rng, thresholds):
    import itertools
    import numpy as np
    from autograder import checks

    assert attention_model is not None and attention_model is not ..., (
        "There is no `attention_model`."
    )
    first, second = int(rng.integers(1, 60)), int(rng.integers(1, 60))
    terms = [first, second]
    while len(terms) < 700:
        terms.append(terms[-1] + terms[-2])
    starts = [int(i) for i in rng.choice(680, size=256, replace=False)]
    units = [2 * 10 ** len(str(terms[i + 19])) for i in starts]
    x = np.array(
        [[[terms[i + t] / unit] for t in range(20)] for i, unit in zip(starts, units)],
        dtype="float32",
    )
    y = np.array([[terms[i + 20] / unit] for i, unit in zip(starts, units)])
    for name, inputs, wanted in [
        ("Lucas numbers", np.asarray(heldout["lucas"]["x"]), np.asarray(heldout["lucas"]["y"])),
        (f"the sequence that starts with {first}, {second}", x, y),
    ]:
        predicted = checks.array(attention_model.predict(inputs, verbose=0), "the prediction")
        r2 = checks.explained_variance(predicted, wanted)
        checks.at_least(
            r2, thresholds["attention_r2"], f"R² on {name}", "Train until the loss is below 0.001."
        )
    # Do these predictions come from an RNN with attention and the weights that the model holds? The layer was
    # question 5 and the activations question 6, so their usual slips are let through here, and nothing else.
    weights = [np.asarray(weight, dtype=float) for weight in attention_model.get_weights()]
    units = max(
        [1]
        + [
            len(weight)
            for weight in weights
            if weight.ndim == 2 and weight.shape[0] == weight.shape[1]
        ]
    )
    named = {weight.shape: weight for weight in weights}
    layout = [(1, units), (units, units), (units,), (20, 1), (units, 1), (units, 1), (1,)]
    shapes = [weight.shape for weight in weights]
    assert sorted(shapes) == sorted(layout), (
        f"`attention_model` holds weights of shapes {shapes}, not those of question 6."
    )
    w, u, b, bias, c = (
        named[shape] for shape in [(1, units), (units, units), (units,), (20, 1), (1,)]
    )
    columns = [weight for weight in weights if weight.shape == (units, 1)]
    functions = [np.tanh, lambda z: z, lambda z: np.maximum(z, 0), lambda z: 1 / (1 + np.exp(-z))]
    softmax = lambda e: np.exp(e) / np.exp(e).sum(axis=1, keepdims=True)
    averages = [softmax, lambda e: e, np.ones_like, lambda e: np.full_like(e, 1 / 20)]
    gaps = []
    with np.errstate(all="ignore"):
        for inner in functions:
            h, states = np.zeros((len(x), units)), []
            for t in range(20):
                h = inner(x[:, t] @ w + h @ u + b)
                states.append(h)
            states = np.stack(states, axis=1)
            for score, average, place, order in itertools.product(
                functions, averages, (bias, 0 * bias), (1, -1)
            ):
                into, out = columns[::order]
                context = (average(score(states @ into + place)) * states).sum(axis=1)
                gaps += [np.abs(outer(context @ out + c) - predicted).max() for outer in functions]
    checks.at_most(
        np.nanmin(gaps),
        0.001,
        "the gap between the predictions and those of a model with its weights",
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 6. The comparison
#
# First the numbers of both models side by side. The picture is yours to draw.

# %%
models = {}
if ready("rnn_history", 4) and ready("attention_history", 7):
    models = {
        "RNN": (rnn, rnn_history),
        "RNN + attention": (attention_model, attention_history),
    }
    print(f"{'model':18}{'weights':>8}{'last training loss':>20}{'test R²':>9}")
    for name, (model, history) in models.items():
        r2 = r_squared(model.predict(x_test, verbose=0), y_test)
        print(
            f"{name:18}{model.count_params():8}"
            f"{history.history['loss'][-1]:20.5f}{r2:9.4f}"
        )

# %% [raw]
# # BEGIN QUESTION
# name: q8
# manual: true
# points: 2

# %% [markdown]
# ### Question 8: what do you conclude?
#
# Make one figure with two panels: the training losses of both models on a logarithmic axis, and predicted against true
# values on the test windows, with the diagonal that perfect predictions would follow. Then write four to six sentences: did
# attention help here, and would you have expected it? How would you find out whether the difference is more than the
# luck of one seed? What does an $R^2$ of 0.99 show, and what does it leave open?

# %% [raw]
# # BEGIN SOLUTION

# %%
# BEGIN SOLUTION NO PROMPT
figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8))
for name, (model, history) in models.items():
    losses = history.history["loss"]
    left.semilogy(np.arange(1, 1 + len(losses)), losses, label=name)
    right.plot(y_test[:, 0], model.predict(x_test, verbose=0)[:, 0], ".", alpha=0.5, label=name)
left.axhline(np.var(y_train), color="gray", linestyle="--", label="always the mean")
left.set(title="training loss", xlabel="epoch", ylabel="MSE (log scale)")
right.plot([0, 0.85], [0, 0.85], color="black", linewidth=1, label="perfect")
right.plot(
    y_test[:, 0], x_test[:, -1, 0], color="gray", linestyle=":", label="repeat the last term"
)
right.set(title="test windows", xlabel="true", ylabel="predicted")
left.legend()
right.legend()
plt.show()
# END SOLUTION
""" # BEGIN PROMPT
# Your figure here; `models` above holds both models and their histories.
...
""" # END PROMPT

# %% [markdown]
# Both models reach a test $R^2$ of about 0.99, far above repeating the last term (0.5). The RNN learns in fewer epochs;
# attention begins as an average over 20 mostly tiny states and first has to prefer the late ones. In the end it is a
# little ahead here (0.996 against 0.986), and in six of eight seeds that we tried; one would train each model several times like this
# and compare the difference with the spread between seeds. It need not be attention that helps: a model with a plain
# average in its place does as well, since an average lets the states stay where tanh is nearly straight. I would not have
# expected much, because the useful terms always come last, which is where an RNN remembers best. An $R^2$ of 0.99 shows
# that a model uses the size of the late terms correctly, also for numbers larger than in training. It leaves open whether
# it adds the last two or multiplies the last one by $\varphi$: a sequence with another ratio of neighbours would tell.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Where does the model look?
#
# The heat map shows the weights $\alpha_t$ that your trained model gives to each of the 20 positions: one row per test
# window, sorted by the size of the last term. Without any preference every weight would be 1/20 = 0.05.
#
# A weight says how much a state enters the average. It does not say how much an *input term* matters, for each state also
# remembers the terms before it. So the right panel asks the models directly: set one term to zero, and see how far the prediction moves.


# %%
def attention_weights(model, inputs):
    """The weights (batch, time) of the model's Attention layer;
    None if there is none."""
    layer = next(
        (layer for layer in model.layers if isinstance(layer, Attention)), None
    )
    if layer is None:
        return None
    states, original = [], layer.call
    # listen in on what the layer gets
    layer.call = lambda x: states.append(x) or original(x)
    model(inputs)
    layer.call = original
    result = layer(states[0], return_weights=True)
    return np.reshape(result[1], (len(inputs), -1)) if len(result) == 2 else None


alpha = None
if models:
    rows = x_test[np.argsort(x_test[:, -1, 0])[::6]]
    alpha = attention_weights(attention_model, rows)
    if alpha is None:
        print(
            "This picture needs a model with your Attention layer, and return_weights "
            "(question 5)."
        )
if alpha is not None:
    places = np.arange(1, WINDOW + 1)
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(12, 4.2), width_ratios=(1.25, 1)
    )
    picture = left.imshow(
        alpha,
        aspect="auto",
        cmap="viridis",
        vmin=0,
        extent=(0.5, WINDOW + 0.5, len(rows), 0),
    )
    figure.colorbar(picture, ax=left, label="attention weight (0.05 = no preference)")
    left.grid(False)
    left.set(
        title="attention weights",
        xlabel="position in the window",
        ylabel="test windows, small to large",
        yticks=[],
    )
    for shift, (name, (model, _)) in zip((-0.2, 0.2), models.items()):
        before, moved = model.predict(rows, verbose=0), []
        for place in range(WINDOW):
            hidden = rows.copy()
            hidden[:, place] = 0
            moved.append(np.abs(model.predict(hidden, verbose=0) - before).mean())
        right.bar(places + shift, moved, width=0.4, label=name)
    right.set(
        title="how far a prediction moves without one term",
        xlabel="position in the window",
        ylabel="mean change",
    )
    right.legend()
    for axis in (left, right):
        axis.set_xticks(places[1::2])
    plt.tight_layout()
    plt.show()
    print(
        f"The last five positions get {alpha[:, -5:].sum(axis=1).mean():.0%} of the "
        "attention; "
        "without preference it would be 25%."
    )

# %% [markdown]
# Compare the two panels with what you wrote in question 1. Three things to try, ungraded: train with another seed and see
# whether the same places light up; remove the tanh from the scores, so that a weight can exceed 0.28; put
# `layers.GlobalAveragePooling1D()` in the place of the attention, and ask yourself what the comparison then shows.
#
# ## Further reading
#
# - D. Bahdanau, K. Cho, Y. Bengio, [Neural machine translation by jointly learning to align and translate](https://arxiv.org/abs/1409.0473)
#   (2015): where attention over RNN states comes from; its score is a small tanh network, as here.
# - A. Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017): what happens when the RNN is left out.
# - S. Jain, B. C. Wallace, [Attention is not explanation](https://arxiv.org/abs/1902.10186), and S. Wiegreffe, Y. Pinter,
#   [Attention is not not explanation](https://arxiv.org/abs/1908.04626) (2019): how far a heat map can be trusted.
# - [Making new layers and models via subclassing](https://keras.io/guides/making_new_layers_and_models_via_subclassing/) in
#   the Keras guides.
# - R. L. Duncan, *An application of uniform distribution to the Fibonacci numbers*, The Fibonacci Quarterly 5 (1967): why the
#   leading digits follow Benford's law.
