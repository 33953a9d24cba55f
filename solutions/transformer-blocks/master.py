# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: transformer-blocks
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # The blocks of a Transformer
#
# A Transformer is a stack of two kinds of blocks. The **encoder block** lets every word of a sentence look at every
# other. The **decoder block** writes the answer, one word after the other; it looks at what it has written so far and
# at what the encoder has read. In this notebook you build both, put them together, and teach the result to read
# dates:
#
# `poniedziałek, 5 marca 2012` → `20120305`
#
# | part | question | points |
# |---|---|---|
# | 1. Positions | Q1 sines and cosines, Q2 an embedding with positions | 2 + 2 |
# | 2. The encoder block | Q3 | 5 |
# | 3. The decoder block | Q4 the block, Q4b the target's padding | 5 + 2 |
# | 4. Writing one word after the other | Q5 teacher forcing and greedy decoding | 3 |
# | 5. A Transformer that reads dates | Q6 build and train it | 3 |
# | 6. Looking inside | Q7 the norm, and the attention map (read by a person) | 2 |
#
# Fill in the cells that contain `...` and run the notebook from top to bottom; it takes about half a minute. After each
# question a cell `grader.check(...)` runs the **public checks** and tells you what is wrong. The grade also uses hidden
# tests: the same ideas, with other numbers and other sizes, also a batch of one sentence.
#
# A slip costs you its own question only: what later questions need of questions 1, 4b and 5 is given. There is one exception. In
# question 6 you train a Transformer of your own parts (questions 2, 3 and 4), so these must work first.
#
# **How blocks are graded.** There is more than one right block: the norm may stand before or after a sub-layer, and
# you may use `layers.MultiHeadAttention` or write the attention yourself. So the tests do not compare your numbers
# with ours. They ask for **properties** that every right block has: what may influence what, and what may not.

# %%
import os

# TensorFlow, please talk about errors only
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import csv
import re
import warnings

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

# we pass our masks ourselves
warnings.filterwarnings("ignore", message=".*does not support masking")
keras.utils.set_random_seed(1)
plt.rcParams.update({"figure.dpi": 90, "axes.axisbelow": True})


def demonstration(show):
    """Runs `show` at once; says so kindly where it needs an answer that is not
    finished yet."""
    try:
        show()
    except Exception as problem:
        plt.close("all")
        print(f"Nothing to show yet. {show.__doc__}")
        said = (str(problem).splitlines() or [""])[0]
        print(f"(Python says {type(problem).__name__}: {said})")


def first_weights(layer, *inputs, **mask):
    """Calls a layer for the first time, for the checks: whether it needs the mask for
    that, the shapes of its weights, and the number that fills each (NaN: random)."""
    try:
        needs_mask = layer(*inputs) is None
    except Exception:
        needs_mask = True
    if needs_mask:
        layer(*inputs, **mask)
    weights = layer.get_weights()
    filled = [float(w.flat[0]) if np.ptp(w) == 0 else float("nan") for w in weights]
    return needs_mask, [tuple(w.shape) for w in weights], filled


# %% [markdown]
# ## 1. Positions
#
# Attention compares *contents*. It does not see **where** a word stands: shuffle the words, and every word still gets
# the same mixture of the others. But `1 2 March` and `2 1 March` are different dates. So the place must be written
# into the vector itself:
#
# $$x_t = \text{embedding of the word at place } t \; + \; p_t .$$
#
# The paper ([Vaswani and others, 2017](https://arxiv.org/abs/1706.03762), section 3.5) takes fixed vectors made of
# sines and cosines. With $d$ = `width`, an even number:
#
# $$p_{t,\,2i} = \sin\!\left(\frac{t}{10000^{\,2i/d}}\right), \qquad p_{t,\,2i+1} = \cos\!\left(\frac{t}{10000^{\,2i/d}}\right), \qquad i = 0, \dots, \tfrac d2 - 1 .$$
#
# Each pair of columns is the hand of a clock. The first one turns by 1 radian per word, the last one hardly moves.
# For $d = 4$ there are two clocks, with $10000^{0} = 1$ and $10000^{2/4} = 100$:
#
# | $t$ | $\sin(t)$ | $\cos(t)$ | $\sin(t/100)$ | $\cos(t/100)$ |
# |---|---|---|---|---|
# | 0 | 0 | 1 | 0 | 1 |
# | 1 | 0.8415 | 0.5403 | 0.0100 | 1.0000 |
# | 2 | 0.9093 | −0.4161 | 0.0200 | 0.9998 |

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 2

# %% [markdown]
# ### Question 1: sines and cosines
#
# Write `positional_encoding(length, width)`. It returns an array of shape *(length, width)* with the vectors
# $p_0, \dots, p_{\text{length}-1}$. Sines and cosines take turns: even columns are sines.
#
# *What the check looks at:* the table above. The hidden test takes other lengths and widths.

# %% [raw]
# # BEGIN SOLUTION


# %%
def positional_encoding(length, width):
    """The vectors of section 3.5 for the places 0 to length - 1:
    an array of shape (length, width)."""
    # BEGIN SOLUTION NO PROMPT
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, width)
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
def test_the_table(positional_encoding):
    import numpy as np

    result = positional_encoding(3, 4)
    assert result is not None and result is not ..., (
        "positional_encoding returns nothing yet: fill in its blank."
    )
    result = np.asarray(result)
    assert result.shape == (3, 4), (
        f"3 places with 4 numbers each have shape (3, 4), not {result.shape}."
    )
    assert np.allclose(result[0], [0, 1, 0, 1], atol=1e-3), (
        "At place 0 all sines are 0 and all cosines 1: 0, 1, 0, 1. Yours are "
        f"{result[0].round(4).tolist()}."
    )
    assert np.allclose(
        result[:, :2], [[0, 1], [0.8415, 0.5403], [0.9093, -0.4161]], atol=1e-3
    ), (
        "The first two columns are the sine and cosine of 0, 1, 2. Yours are "
        f"{result[:, :2].round(4).tolist()}."
    )
    assert np.allclose(result[:, 2], [0, 0.01, 0.02], atol=1e-4), (
        "The third column is the sine of 0, 0.01, 0.02, as 10000 to the power 2/4 is "
        f"100. Yours is {result[:, 2].round(4).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: For other lengths and widths your positional encoding does not follow the formula.
""" # END TEST CONFIG


def test_other_lengths_and_widths(positional_encoding, rng):
    import numpy as np
    from autograder import checks

    for _ in range(4):
        length, width = int(rng.integers(5, 40)), 2 * int(rng.integers(3, 20))
        wanted = np.zeros((length, width))
        for place in range(length):
            for pair in range(width // 2):
                angle = place / 10000 ** (2 * pair / width)
                wanted[place, 2 * pair : 2 * pair + 2] = np.sin(angle), np.cos(angle)
        hint = "Columns 2i and 2i+1 are the sine and the cosine of t / 10000 ** (2i / width)."
        made = positional_encoding(length, width)
        checks.close(made, wanted, f"positional_encoding({length}, {width})", hint, rtol=1e-3, atol=1e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
@demonstration
def clocks():
    """This picture uses question 1."""
    places = np.asarray(positional_encoding(60, 32))
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.4), layout="constrained")
    picture = left.imshow(places.T, aspect="auto", cmap="RdBu", vmin=-1, vmax=1)
    figure.colorbar(picture, ax=left)
    left.set(title="positional encoding, width 32", xlabel="place $t$", ylabel="column")
    for place in (10, 30, 50):
        right.plot(places @ places[place], label=f"$p_t$ · $p_{{{place}}}$")
    right.set(
        title="neighbours look alike",
        xlabel="place $t$",
        ylabel="dot product",
        ylim=(4, 20),
    )
    right.legend(ncols=3, loc="upper center")
    plt.show()


# %% [markdown]
# The dot product of two such vectors depends only on the distance of their places, and it falls off quickly around
# the peak. No training is needed, and it works for any length.
#
# The other way is to **learn** the vectors: a second table with one row per place, trained like an embedding. The paper
# found both nearly equal (table 3, row E); BERT and GPT-2 learn them. We do the same.

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 2

# %% [markdown]
# ### Question 2: words with learned places
#
# Write the layer `TokenAndPosition(vocabulary_size, max_length, width)`. It has two tables of trainable weights, $E$
# of shape *(vocabulary_size, width)* for the words and $P$ of shape *(max_length, width)* for the places, and nothing
# else. For integers `ids` of shape *(batch, time)* it returns
#
# $$\text{out}_{b,t} = E_{\mathrm{ids}[b,t]} + P_t \qquad \text{of shape } (\text{batch}, \text{time}, \text{width}),$$
#
# for every `time` up to `max_length`. Places count from 0, from the start of the sentence. The sum stays as it is: here $E$ is *not*
# multiplied by $\sqrt{\text{width}}$, as the paper does in section 3.4, and nothing is normalised or dropped. How the tables start is up
# to you (`layers.Embedding` draws numbers from −0.05 to 0.05). `layers.Embedding` is a table; `ops.arange` and `ops.shape` may help.
#
# *What the check looks at:* shapes, also for short sentences, and whether the place makes a difference. The hidden
# tests put their own numbers into both tables, for full and for shorter sentences.

# %% [raw]
# # BEGIN SOLUTION


# %%
class TokenAndPosition(layers.Layer):
    """Embeds words and adds a learned vector for each place:
    (batch, time) becomes (batch, time, width)."""

    def __init__(self, vocabulary_size, max_length, width):
        super().__init__()
        # BEGIN SOLUTION NO PROMPT
        self.words = layers.Embedding(vocabulary_size, width)
        self.places = layers.Embedding(max_length, width)
        # END SOLUTION
        """ # BEGIN PROMPT
        ...
        """ # END PROMPT

    def call(self, ids):
        # BEGIN SOLUTION NO PROMPT
        return self.words(ids) + self.places(ops.arange(ops.shape(ids)[1]))
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
def test_words_have_places(TokenAndPosition):
    import numpy as np

    layer = TokenAndPosition(10, 6, 4)
    out = layer(np.array([[3, 3, 7, 3], [1, 3, 7, 7]]))
    assert out is not None and out is not ..., (
        "TokenAndPosition returns nothing yet: fill in its blanks."
    )
    out = np.asarray(out)
    assert out.shape == (2, 4, 4), (
        "2 sentences of 4 words, width 4, should give shape (2, 4, 4), not "
        f"{out.shape}. (max_length is 6: shorter is fine.)"
    )
    assert np.abs(out[0, 0] - out[0, 1]).max() > 1e-6, (
        "The same word at two places should get two different vectors."
    )
    assert np.allclose(out[0, 1], out[1, 1], atol=1e-5), (
        "The same word at the same place of two sentences should get the same vector."
    )
    assert np.abs(out[0, 3] - out[1, 3]).max() > 1e-6, (
        "Two words at the same place should get two different vectors."
    )
    longest = np.asarray(layer(np.arange(6)[None]))
    assert longest.shape == (1, 6, 4), (
        f"One sentence of max_length words should give (1, 6, 4), not {longest.shape}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With tables that we chose, your layer does not return the word's row plus the place's row for sentences of max_length words.
""" # END TEST CONFIG


def test_rows_are_added(TokenAndPosition, first_weights, rng):
    import numpy as np
    from autograder import checks

    for batch in (1, 4):
        vocabulary, longest, width = (int(n) for n in rng.choice(np.arange(6, 30), size=3, replace=False))
        layer = TokenAndPosition(vocabulary, longest, width)
        _, shapes, _ = first_weights(layer, np.zeros((batch, longest), dtype="int32"))
        sizes = [int(np.prod(shape)) for shape in shapes]
        assert sorted(sizes) == sorted([vocabulary * width, longest * width]), (
            f"Expected two tables of shapes {(vocabulary, width)} and {(longest, width)}, but got {shapes}."
        )
        words = rng.normal(size=(vocabulary, width)).astype("float32")
        places = rng.normal(size=(longest, width)).astype("float32")
        tables = {words.size: words, places.size: places}
        layer.set_weights([tables[size].reshape(shape) for size, shape in zip(sizes, shapes)])
        for kind in ("int32", "int64"):
            time = longest
            ids = rng.integers(0, vocabulary, size=(batch, time)).astype(kind)
            hint = "Row t of the second table is added to the vector of the word at place t, in every sentence."
            checks.close(layer(ids), words[ids] + places[:time], f"the vectors of {time} words", hint, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With tables that we chose, your layer does not return the word's row plus the place's row for sentences shorter than max_length. Places count from the start of the sentence.
""" # END TEST CONFIG


def test_rows_of_shorter_sentences(TokenAndPosition, first_weights, rng):
    import numpy as np
    from autograder import checks

    for batch in (1, 4):
        vocabulary, longest, width = (int(n) for n in rng.choice(np.arange(6, 30), size=3, replace=False))
        layer = TokenAndPosition(vocabulary, longest, width)
        _, shapes, _ = first_weights(layer, np.zeros((batch, longest), dtype="int32"))
        sizes = [int(np.prod(shape)) for shape in shapes]
        assert sorted(sizes) == sorted([vocabulary * width, longest * width]), (
            f"Expected two tables of shapes {(vocabulary, width)} and {(longest, width)}, but got {shapes}."
        )
        words = rng.normal(size=(vocabulary, width)).astype("float32")
        places = rng.normal(size=(longest, width)).astype("float32")
        tables = {words.size: words, places.size: places}
        layer.set_weights([tables[size].reshape(shape) for size, shape in zip(sizes, shapes)])
        for kind in ("int32", "int64"):
            time = int(rng.integers(2, longest))
            ids = rng.integers(0, vocabulary, size=(batch, time)).astype(kind)
            hint = "Row t of the second table is added to the vector of the word at place t, in every sentence."
            checks.close(layer(ids), words[ids] + places[:time], f"the vectors of {time} words", hint, atol=1e-4)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 2. The encoder block
#
# The block takes vectors $x$ of shape *(batch, time, width)* and returns as many of the same shape, so that blocks
# can be stacked. It has two sub-layers:
#
# - **Self-attention**, $A(x)$: queries, keys and values all come from $x$. Here words exchange information. With $h$
#   heads of size $\text{width}/h$ it does so in $h$ ways at once.
# - **Feed-forward**, $F(x) = \phi(x W_1 + b_1) W_2 + b_2$ with $W_1$ of shape *(width, hidden)* and $W_2$ of shape
#   *(hidden, width)*. It works at each place alone. $\phi$ is relu or gelu. Without it, two matrices in a row would
#   be one.
#
# Around each sub-layer goes a **residual connection**, $x + \text{sub-layer}(\dots)$: the sub-layer only has to learn
# what to *change*. And each has a **layer normalisation** $N$, which brings every vector to mean 0 and variance 1
# over its *features*, then scales and shifts them with weights of its own. There are two customs:
#
# | | post-norm (the paper) | pre-norm (GPT-2 and most since) |
# |---|---|---|
# | first | $y = N_1(x + A(x))$ | $y = x + A(N_1(x))$ |
# | then | $\text{out} = N_2(y + F(y))$ | $\text{out} = y + F(N_2(y))$ |
#
# Both are right here. Question 7 asks what the difference is.
#
# **The mask.** Sentences of a batch are filled up to the same length. A mask of shape *(batch, time)* is `True` for
# real words and `False` for padding. It must keep padding out of the *keys*: no query may look at it. (What comes out
# *at* padded places does not matter; nobody will look at it.)
#
# | scores of a sentence with 3 words and 1 pad | key 1 | key 2 | key 3 | key pad |
# |---|---|---|---|---|
# | query 1 | ✓ | ✓ | ✓ | ✗ |
# | query 2 | ✓ | ✓ | ✓ | ✗ |
# | query 3 | ✓ | ✓ | ✓ | ✗ |
# | query pad | ✓ | ✓ | ✓ | ✗ |
#
# A whole *column* is closed, never a row. `layers.MultiHeadAttention` takes an `attention_mask` that broadcasts to
# *(batch, queries, keys)*, `True` where looking is allowed.

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 5

# %% [markdown]
# ### Question 3: the encoder block
#
# Write the layer `EncoderBlock(width, heads, hidden)`. It is called as `block(x, mask=mask)` or `block(x)`, where
# every word is real. `heads` divides `width`. Use a fresh Keras layer or your own weights for each part, but keep
# these: scores are divided by the square root of the size of one head's keys before the softmax, as
# `layers.MultiHeadAttention` does with its `key_dim` (the paper's $\text{width}/\text{heads}$); two layer normalisations *with*
# scale and shift; biases that start at 0; no other weights.
#
# *What the check looks at:* `block(x)` beside a mask that is True everywhere, and that padding makes no difference to real words. The
# hidden tests set the weights of your block to numbers of their own. They ask one by one that
#
# 1. every word can reach every other;
# 2. nothing depends on the order of the words or on the other sentences of the batch, for any length;
# 3. padding has no influence, with a mask drawn anew, whatever stands there;
# 4. with all matrices set to zero, the block gives back its input (pre-norm) or the normalised input (post-norm);
# 5. large inputs are tamed by both norms;
# 6. the feed-forward part is not linear, and has `hidden` units;
# 7. `heads` is used;
# 8. every weight has an influence on the output, and a step of gradient descent moves every matrix.

# %% [raw]
# # BEGIN SOLUTION


# %%
class EncoderBlock(layers.Layer):
    """Self-attention and feed-forward:
    (batch, time, width) stays (batch, time, width)."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        # BEGIN SOLUTION NO PROMPT
        self.attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norm_1 = layers.LayerNormalization()
        self.norm_2 = layers.LayerNormalization()
        # END SOLUTION
        """ # BEGIN PROMPT
        ...
        """ # END PROMPT

    def call(self, x, mask=None):
        """x: (batch, time, width); mask: (batch, time), True for real words,
        or None."""
        # BEGIN SOLUTION NO PROMPT
        allowed = None if mask is None else mask[:, None, :]  # the same keys for every query
        y = self.norm_1(x + self.attention(x, x, attention_mask=allowed))
        return self.norm_2(y + self.narrow(self.widen(y)))
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
def test_shapes_with_and_without_a_mask(EncoderBlock):
    import numpy as np

    x = np.random.default_rng(1).normal(size=(2, 5, 8)).astype("float32")
    block = EncoderBlock(8, 2, 16)
    out = block(x)
    assert out is not None and out is not ..., (
        "EncoderBlock returns nothing yet: fill in its blanks."
    )
    out = np.asarray(out)
    assert out.shape == (2, 5, 8), (
        f"The output should have the shape (2, 5, 8) of the input, not {out.shape}."
    )
    same = np.asarray(block(x, mask=np.ones((2, 5), dtype=bool)))
    assert same.shape == (2, 5, 8), (
        f"With a mask the output should have the shape (2, 5, 8), not {same.shape}."
    )
    assert np.allclose(same, out, atol=1e-4), (
        "Without a mask every word is real, so the output should be that of a mask "
        "which is True everywhere."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_padding_makes_no_difference(EncoderBlock):
    import numpy as np

    numbers = np.random.default_rng(1)
    x = numbers.normal(size=(2, 5, 8)).astype("float32")
    mask = np.array([[True, True, True, False, False], [True, True, True, True, False]])
    block = EncoderBlock(8, 2, 16)
    out = block(x, mask=mask)
    assert out is not None and out is not ..., (
        "EncoderBlock returns nothing yet: fill in its blanks."
    )
    out = np.asarray(out)
    assert np.isfinite(out).all(), "The output holds NaN or infinite numbers."
    other = np.where(mask[:, :, None], x, 3 * numbers.normal(size=x.shape)).astype(
        "float32"
    )
    moved = np.abs(np.asarray(block(other, mask=mask)) - out)[mask].max()
    assert moved < 1e-4, (
        f"Only padding changed, yet the vectors of real words moved by {moved:.2g}. "
        "Close the columns (keys) of padding."
    )
    other = x.copy()
    other[:, 0] += 1 + numbers.normal(size=(2, 8))
    moved = (
        np.abs(np.asarray(block(other, mask=mask)) - out)[:, 1:3].max(axis=(1, 2)).min()
    )
    assert moved > 1e-5, (
        "The first word changed, yet the words after it did not notice: do they attend "
        "to it?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: In your encoder block, some word cannot reach some place. Each word attends to all words of its sentence, before it and after it.
""" # END TEST CONFIG


def test_every_word_reaches_every_other(EncoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    for heads in (1, int(rng.choice([2, 3, 4]))):
        width, hidden, time = 4 * heads + 4 * (heads == 1), int(rng.integers(10, 30)), int(rng.integers(5, 10))
        # Sentence 0 is x; sentence 1 + s is x with another word at place s.
        x = np.repeat(rng.normal(size=(1, time, width)), time + 1, axis=0).astype("float32")
        x[1 + np.arange(time), np.arange(time)] = 2 * rng.normal(size=(time, width))
        layer, real = EncoderBlock(width, heads, hidden), np.ones(x.shape[:2], dtype=bool)
        needs_mask, shapes, filled = first_weights(layer, x, mask=real)
        layer.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
        out = layer(x, mask=real) if needs_mask else layer(x)  # a slip with the mask is another test's matter
        out = checks.finite(checks.shape(out, x.shape, "the output"), "the output")
        moved = np.abs(out[1:] - out[0]).max(axis=2)
        word, place = np.unravel_index(int(moved.argmin()), moved.shape)
        assert moved.min() > 1e-4, (
            f"Expected every word to reach every place, but another word at place {word} changes nothing at place {place} (of {time})."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Your encoder block depends on the order of the words or on the other sentences of the batch, or the same block does not take sentences of another length or a single one. Mind the axes of attention and normalisation.
""" # END TEST CONFIG


def test_order_other_sentences_and_lengths(EncoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, longest = 12, int(rng.integers(7, 10))
    layer, real = EncoderBlock(width, 3, int(rng.integers(10, 30))), np.ones((3, longest), dtype=bool)
    needs_mask, shapes, filled = first_weights(layer, rng.normal(size=(3, longest, width)), mask=real)
    layer.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
    for time in (longest, int(rng.integers(3, 7))):
        x = rng.normal(size=(3, time, width))  # in float64
        order = rng.permutation(time)
        while np.array_equal(order, np.arange(time)):
            order = rng.permutation(time)
        outs = [
            layer(words, mask=np.ones(words.shape[:2], dtype=bool)) if needs_mask else layer(words)
            for words in (x, x[:, order], x[1:2])
        ]
        out = checks.finite(checks.shape(outs[0], x.shape, "the output"), "the output")
        hint = "Without positions, the block cannot know in which order the words come."
        checks.close(outs[1], out[:, order], "the output for shuffled words, put back in order,", hint, 1e-3, 1e-4)
        hint = "Each sentence of a batch stands for itself: mind the axes of attention and normalisation."
        checks.close(outs[2], out[1:2], "the output for one sentence of the batch, alone,", hint, 1e-3, 1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Padding changes what your encoder block says about real words, or real words do not reach one another when there is a mask. The mask closes the keys (columns) of padding, and nothing else.
""" # END TEST CONFIG


def test_padding_has_no_influence(EncoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, time = 12, int(rng.integers(7, 10))
    block, lengths = EncoderBlock(width, 3, int(rng.integers(10, 30))), rng.permutation([1, 2, 4, time - 1, time])
    mask = np.arange(time) < lengths[:, None]
    x = rng.normal(size=(5, time, width)).astype("float32")
    _, shapes, filled = first_weights(block, x, mask=mask)
    block.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
    out = checks.finite(checks.shape(block(x, mask=mask), x.shape, "the output"), "the output")
    for junk in (5 * rng.normal(size=x.shape), 300 * rng.choice([-1, 1], size=x.shape)):
        other = np.where(mask[:, :, None], x, junk).astype("float32")
        hint = "Only padding changed. Mask the keys (columns) that are False in the mask, in every row."
        checks.close(np.asarray(block(other, mask=mask))[mask], out[mask], "the output at real words", hint, 1e-3, 1e-4)
    # Sentence s is the one with time - 1 words, with another word at place s; its last place is padding.
    row = int(np.flatnonzero(lengths == time - 1)[0])
    changed, masks = np.repeat(x[row : row + 1], time, axis=0), np.repeat(mask[row : row + 1], time, axis=0)
    changed[np.arange(time), np.arange(time)] = 2 * rng.normal(size=(time, width))
    after = checks.shape(block(changed, mask=masks), changed.shape, "the output")
    moved = np.abs(after - out[row])[:-1, :-1].max(axis=2)
    # One of two words reaches the other; that each reaches each is another test's matter.
    assert np.maximum(moved, moved.T).min() > 1e-4, "Expected real words to reach one another under a mask, but some do not."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With all matrices set to zero, your encoder block does not give back its input, or the normalised input. Then both sub-layers say nothing, and only the residual paths are left.
""" # END TEST CONFIG


def test_residuals(EncoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, time = 12, int(rng.integers(4, 8))
    layer, real = EncoderBlock(width, 3, int(rng.integers(10, 30))), np.ones((3, time), dtype=bool)
    x = (2 * rng.normal(size=(3, time, width)) + 0.5).astype("float32")
    needs_mask, shapes, filled = first_weights(layer, x, mask=real)
    layer.set_weights([np.full(shape, np.nan_to_num(n)) for shape, n in zip(shapes, filled)])
    silent = layer(x, mask=real) if needs_mask else layer(x)
    silent = checks.finite(checks.shape(silent, x.shape, "the output"), "the output")
    gaps = [np.abs(silent - x).max()]
    for axis in (1, 2):  # over which axis a norm runs is another test's matter
        normalised = (x - x.mean(axis=axis, keepdims=True)) / x.std(axis=axis, keepdims=True)
        again = (normalised - normalised.mean(axis=axis, keepdims=True)) / normalised.std(axis=axis, keepdims=True)
        gaps.append(np.abs(silent - again).max())
    checks.at_most(
        min(gaps), 0.02, "with all matrices zero, a distance from the input, or the normalised input,",
        "Is the input added back after both sub-layers?",
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Your encoder block does not have two layer normalisations of its own over the features, one for each sub-layer, each with a scale that starts at 1 and a shift that starts at 0.
""" # END TEST CONFIG


def test_norms(EncoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, time = 12, int(rng.integers(4, 8))
    layer, real = EncoderBlock(width, 3, int(rng.integers(14, 30))), np.ones((3, time), dtype=bool)
    x = 2 * rng.normal(size=(3, time, width)) + 0.5
    needs_mask, shapes, filled = first_weights(layer, x, mask=real)
    layer.set_weights([
        rng.normal(scale=0.25, size=shape) if np.isnan(n) else np.full(shape, n) for shape, n in zip(shapes, filled)
    ])
    # Large inputs: a sub-layer that reads a normalised input adds little to them; a norm at the end makes them small.
    x = (1000 * x).astype("float32")
    large = layer(x, mask=real) if needs_mask else layer(x)
    large = checks.finite(checks.shape(large, x.shape, "the output"), "the output")
    scales = [shape for shape, n in zip(shapes, filled) if np.prod(shape) == width and n == 1]
    assert len(scales) >= 2, (
        f"Expected two layer normalisations, each with {width} scales that start at 1, but got {len(scales)}."
    )
    added = np.sqrt(np.mean((large - x) ** 2)) / np.sqrt(np.mean(x**2))
    tamed = np.abs(large.mean(axis=2)).max() < 0.05 and np.abs(large.std(axis=2) - 1).max() < 0.05
    assert added < 0.05 or tamed, (
        "Expected both sub-layers to have a layer normalisation over the features, but for inputs 1000 times as large "
        f"the output is neither normalised nor close to the input (it is {added:.2g} of it away)."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The feed-forward part of your encoder block is as good as linear, or its hidden layer does not have the size `hidden`. A relu or gelu stands between its two dense layers.
""" # END TEST CONFIG


def test_feed_forward(EncoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, hidden = 12, int(rng.choice([17, 19, 23, 29]))
    layer, real = EncoderBlock(width, 2, hidden), np.ones((3, 5), dtype=bool)
    x = rng.normal(size=(3, 5, width)).astype("float32")
    needs_mask, shapes, filled = first_weights(layer, x, mask=real)
    layer.set_weights([
        rng.normal(scale=0.25, size=shape) if np.isnan(n) else np.full(shape, n) for shape, n in zip(shapes, filled)
    ])
    out, other = (layer(sign * x, mask=real) if needs_mask else layer(sign * x) for sign in (1, -1))
    out, other = (checks.shape(one, x.shape, "the output") for one in (out, other))
    assert any(hidden in shape and np.prod(shape) > hidden for shape in shapes), (
        f"Expected a matrix between width {width} and hidden {hidden}, but the weights have shapes {shapes}."
    )
    # Attention, residuals and norms turn -x into minus their output while biases are 0. Only relu or gelu does not.
    checks.differs(
        -other, out, "the output for -x, times -1,",
        "The block is as good as linear: where is the relu (or gelu) between the two dense layers?", atol=1e-3,
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Your encoder block has the same output whatever `heads` says. With `heads` heads, attention has as many softmaxes, each over its own part of the features.
""" # END TEST CONFIG


def test_heads_are_used(EncoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, hidden = 12, int(rng.integers(14, 30))
    x, real = rng.normal(size=(3, 5, width)).astype("float32"), np.ones((3, 5), dtype=bool)
    one, four = EncoderBlock(width, 1, hidden), EncoderBlock(width, 4, hidden)
    needs_mask, shapes, filled = first_weights(one, x, mask=real)
    drawn = [np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)]
    one.set_weights(drawn)
    before = checks.shape(one(x, mask=real) if needs_mask else one(x), x.shape, "the output")
    _, shapes, _ = first_weights(four, x, mask=real)
    # One head may have other weights than four, and then the number is used. If they fit, the output must be another one.
    if [np.prod(shape) for shape in shapes] == [weight.size for weight in drawn]:
        four.set_weights([weight.reshape(shape) for weight, shape in zip(drawn, shapes)])
        after = four(x, mask=real) if needs_mask else four(x)
        checks.differs(after, before, "with the same weights, the output of four heads instead of one", "Is `heads` used?", atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: Some weights of your encoder block have no influence on its output.
""" # END TEST CONFIG


def test_every_weight_matters(EncoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, heads = 12, 2
    layer, real = EncoderBlock(width, heads, int(rng.integers(14, 30))), np.ones((3, 5), dtype=bool)
    x = rng.normal(size=(3, 5, width)).astype("float32")
    needs_mask, shapes, filled = first_weights(layer, x, mask=real)
    mask = {"mask": real} if needs_mask else {}
    # Finite steps of one weight array after the other. A bias of the keys adds the same to all scores of a query,
    # which a softmax does not see: biases of that size, which start at 0, may be silent.
    base = [np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)]
    layer.set_weights(base)
    before, silent = checks.finite(checks.shape(layer(x, **mask), x.shape, "the output"), "the output"), []
    for index, weight in enumerate(base):
        layer.set_weights([*base[:index], weight + rng.normal(scale=0.5, size=weight.shape), *base[index + 1 :]])
        if np.abs(np.asarray(layer(x, **mask)) - before).max() < 1e-4:
            silent.append(index)
    keys = sum(base[index].size for index in silent) <= heads * width
    assert keys and all(filled[index] == 0 for index in silent), (
        "Expected every weight to influence the output (but for the bias of the keys), yet those of shapes "
        f"{[shapes[index] for index in silent]} do not."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: A step of gradient descent does not move all matrices of your encoder block. Something stops the gradient.
""" # END TEST CONFIG


def test_gradients_reach_every_matrix(EncoderBlock, first_weights, keras, rng):
    import numpy as np

    width, heads = 12, 2
    layer, real = EncoderBlock(width, heads, int(rng.integers(14, 30))), np.ones((3, 5), dtype=bool)
    x = rng.normal(size=(3, 5, width)).astype("float32")
    needs_mask, shapes, filled = first_weights(layer, x, mask=real)
    base = [np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)]
    layer.set_weights(base)
    inputs = keras.Input((5, width))
    mask = {"mask": keras.ops.ones((1, 5), dtype="bool")} if needs_mask else {}
    model = keras.Model(inputs, layer(inputs, **mask))
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss="mse", run_eagerly=True)
    model.train_on_batch(x, rng.normal(size=x.shape).astype("float32"))
    after = [np.asarray(weight) for weight in layer.get_weights()]
    matrices = [index for index, number in enumerate(filled) if np.isnan(number)]
    still = [index for index in matrices if np.abs(after[index] - base[index]).max() < 1e-6]
    assert not still, (
        f"Expected a step of gradient descent to move every matrix, yet it does not move those of shapes {[shapes[index] for index in still]}."
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 3. The decoder block
#
# The decoder block has **three** sub-layers, each with its residual connection and its normalisation:
#
# 1. **Causal self-attention** over what is written so far. Place $t$ may look at the places $1, \dots, t$, itself
#    included, and never at a later one: at writing time those do not exist yet.
# 2. **Cross-attention**: *queries* from the decoder, *keys and values* from the encoder's output. This is how the
#    answer hears about the question. Padding of the source is masked in the keys.
# 3. **Feed-forward**, as before.
#
# | causal mask, 4 places | key 1 | key 2 | key 3 | key 4 |
# |---|---|---|---|---|
# | query 1 | ✓ | ✗ | ✗ | ✗ |
# | query 2 | ✓ | ✓ | ✗ | ✗ |
# | query 3 | ✓ | ✓ | ✓ | ✗ |
# | query 4 | ✓ | ✓ | ✓ | ✓ |
#
# The causal mask lets us train on all places **at once**: one pass over an answer of 8 digits gives 8 predictions,
# each made as if the rest were not there. A mask that is open by one place too many lets the network read the word
# that it should predict. Its training loss then looks wonderful, and at writing time it knows nothing.
#
# | | shape |
# |---|---|
# | `x`, and the output | (batch, target time, width) |
# | `encoded` | (batch, source time, width) |
# | `encoded_mask` | (batch, source time), `True` for real words |
# | scores of the cross-attention | (batch, heads, target time, source time) |

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 5

# %% [markdown]
# ### Question 4: the decoder block
#
# Write the layer `DecoderBlock(width, heads, hidden)`. It is called as `block(x, encoded, encoded_mask=mask)` or
# `block(x, encoded)`, where every word of the source is real. With `return_scores=True` it returns the pair *(output, scores)*: the
# weights of its cross-attention after the softmax, one map for each head. (`layers.MultiHeadAttention` has `return_attention_scores`
# and `use_causal_mask`.) The same as in question 3 holds: the scale of the scores, three layer normalisations with scale and shift,
# relu or gelu, biases that start at 0, no other weights.
#
# *What the check looks at:* shapes with and without a mask, no influence of the future, some influence of the encoder. The
# hidden tests set the weights of your block to numbers of their own. They ask one by one that
#
# 1. at each place no later one has an influence;
# 2. at each place all earlier ones have;
# 3. every word of the source has an influence at every place, and the order of the encoder's vectors does not matter;
# 4. padding of the source has no influence;
# 5. residuals, norms, feed-forward and all weights do their work, as in question 3;
# 6. the scores sum to 1 over the source and give padding nothing;
# 7. the scores follow both `x` and `encoded`.

# %% [raw]
# # BEGIN SOLUTION


# %%
class DecoderBlock(layers.Layer):
    """Causal self-attention, cross-attention and feed-forward:
    (batch, time, width) keeps its shape."""

    def __init__(self, width, heads, hidden):
        super().__init__()
        # BEGIN SOLUTION NO PROMPT
        self.self_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.cross_attention = layers.MultiHeadAttention(heads, key_dim=width // heads)
        self.widen = layers.Dense(hidden, activation="relu")
        self.narrow = layers.Dense(width)
        self.norm_1 = layers.LayerNormalization()
        self.norm_2 = layers.LayerNormalization()
        self.norm_3 = layers.LayerNormalization()
        # END SOLUTION
        """ # BEGIN PROMPT
        ...
        """ # END PROMPT

    def call(self, x, encoded, encoded_mask=None, return_scores=False):
        """x: (batch, target time, width); encoded: (batch, source time, width).

        encoded_mask: (batch, source time), True for real words, or None.
        """
        # BEGIN SOLUTION NO PROMPT
        allowed = None if encoded_mask is None else encoded_mask[:, None, :]
        y = self.norm_1(x + self.self_attention(x, x, use_causal_mask=True))
        mixed, scores = self.cross_attention(
            y, encoded, attention_mask=allowed, return_attention_scores=True
        )
        y = self.norm_2(y + mixed)
        out = self.norm_3(y + self.narrow(self.widen(y)))
        return (out, scores) if return_scores else out
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
def test_shapes_with_and_without_a_mask(DecoderBlock):
    import numpy as np

    numbers = np.random.default_rng(2)
    x, encoded = (
        numbers.normal(size=(2, time, 8)).astype("float32") for time in (4, 6)
    )
    block = DecoderBlock(8, 2, 16)
    out = block(x, encoded)
    assert out is not None and out is not ..., (
        "DecoderBlock returns nothing yet: fill in its blanks."
    )
    out = np.asarray(out)
    assert out.shape == (2, 4, 8), (
        f"The output should have the shape (2, 4, 8) of x, not {out.shape}."
    )
    same = np.asarray(block(x, encoded, encoded_mask=np.ones((2, 6), dtype=bool)))
    assert same.shape == (2, 4, 8), (
        f"With a mask the output should have the shape (2, 4, 8), not {same.shape}."
    )
    assert np.allclose(same, out, atol=1e-4), (
        "Without a mask every word of the source is real, so the output should be "
        "that of a mask which is True everywhere."
    )
    result = block(x, encoded, return_scores=True)
    assert len(result) == 2, (
        "With return_scores=True the block should return a pair: output, scores."
    )
    assert np.shape(result[1]) == (2, 2, 4, 6), (
        "The scores should have the shape (batch, heads, target time, source time) = "
        f"(2, 2, 4, 6), not {np.shape(result[1])}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_future_and_source(DecoderBlock):
    import numpy as np

    numbers = np.random.default_rng(2)
    x, encoded = (
        numbers.normal(size=(2, time, 8)).astype("float32") for time in (4, 6)
    )
    real = np.ones((2, 6), dtype=bool)
    block = DecoderBlock(8, 2, 16)
    out = block(x, encoded, encoded_mask=real)
    assert out is not None and out is not ..., (
        "DecoderBlock returns nothing yet: fill in its blanks."
    )
    out = np.asarray(out)
    assert np.isfinite(out).all(), "The output holds NaN or infinite numbers."
    other = x.copy()
    other[:, 2] += 1 + numbers.normal(size=(2, 8))
    after = np.asarray(block(other, encoded, encoded_mask=real))
    moved = np.abs(after - out).max(axis=(0, 2))
    assert moved[:2].max() < 1e-4, (
        "x changed at place 3 only, yet the output at an earlier place moved by "
        f"{moved[:2].max():.2g}: the future leaks."
    )
    assert moved[3] > 1e-5, (
        "x changed at place 3, yet place 4, which may look back, did not notice."
    )
    after = np.asarray(block(x, encoded[:, ::-1] + 1, encoded_mask=real))
    moved = np.abs(after - out).max(axis=(0, 2))
    assert moved.min() > 1e-5, (
        "Another encoder output made no difference: where is the cross-attention?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: In your decoder block the future leaks. The output at some place depends on what stands at a later place of x.
""" # END TEST CONFIG


def test_the_future_has_no_influence(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    heads, time = int(rng.choice([2, 3, 4])), int(rng.integers(4, 9))
    width, source = 4 * heads, time + int(rng.choice([-1, 1, 2]))
    # Row 0 is x; row 1 + s is x with another vector at place s.
    x = np.repeat(rng.normal(size=(1, time, width)), time + 1, axis=0).astype("float32")
    x[1 + np.arange(time), np.arange(time)] = 2 * rng.normal(size=(time, width))
    encoded = np.repeat(rng.normal(size=(1, source, width)), time + 1, axis=0).astype("float32")
    layer, real = DecoderBlock(width, heads, int(rng.integers(10, 30))), np.ones((time + 1, source), dtype=bool)
    needs_mask, shapes, filled = first_weights(layer, x, encoded, encoded_mask=real)
    layer.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
    out = layer(x, encoded, encoded_mask=real) if needs_mask else layer(x, encoded)
    out = checks.finite(checks.shape(out, x.shape, "the output"), "the output")
    moved = np.abs(out[1:] - out[0]).max(axis=2)  # from place s (axis 0) to place t (axis 1)
    changed, seen = np.nonzero((moved > 2e-5) & (np.arange(time)[:, None] > np.arange(time)))
    assert not len(changed), (
        f"Expected the future to have no influence, but a change at place {changed[0]} moves the output at place {seen[0]}. "
        "(Places count from 0.)"
    )
    assert moved.max() > 1e-4, "Expected x to have an influence on the output."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: In your decoder block, some place does not see all that is written so far. Each place sees itself and all places before it.
""" # END TEST CONFIG


def test_the_past_has_an_influence(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    heads, time = int(rng.choice([2, 3, 4])), int(rng.integers(4, 9))
    width, source = 4 * heads, time + int(rng.choice([-1, 1, 2]))
    # Row 0 is x; row 1 + s is x with another vector at place s.
    x = np.repeat(rng.normal(size=(1, time, width)), time + 1, axis=0).astype("float32")
    x[1 + np.arange(time), np.arange(time)] = 2 * rng.normal(size=(time, width))
    encoded = np.repeat(rng.normal(size=(1, source, width)), time + 1, axis=0).astype("float32")
    layer, real = DecoderBlock(width, heads, int(rng.integers(10, 30))), np.ones((time + 1, source), dtype=bool)
    needs_mask, shapes, filled = first_weights(layer, x, encoded, encoded_mask=real)
    layer.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
    out = layer(x, encoded, encoded_mask=real) if needs_mask else layer(x, encoded)
    out = checks.finite(checks.shape(out, x.shape, "the output"), "the output")
    moved = np.abs(out[1:] - out[0]).max(axis=2)  # from place s (axis 0) to place t (axis 1)
    changed, seen = np.nonzero((moved < 1e-4) & (np.arange(time)[:, None] <= np.arange(time)))
    assert not len(changed), (
        f"Expected all that is written so far to have an influence, but a change at place {changed[0]} moves nothing at place {seen[0]}. "
        "(Places count from 0.)"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Some word of the source has no influence at some place of your decoder block, or the order of the encoder's vectors matters. The cross-attention looks at the whole source, at every place.
""" # END TEST CONFIG


def test_the_source_has_an_influence(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, time = 12, int(rng.integers(3, 6))
    source = time + int(rng.choice([-1, 2, 3]))
    x = np.repeat(rng.normal(size=(1, time, width)), source + 2, axis=0).astype("float32")
    # Row 0 is the source; row 1 + s is the source with another vector at place s; the last one is the source shuffled.
    encoded = np.repeat(rng.normal(size=(1, source, width)), source + 2, axis=0).astype("float32")
    encoded[1 + np.arange(source), np.arange(source)] = 2 * rng.normal(size=(source, width))
    encoded[-1] = encoded[0, ::-1]
    layer, real = DecoderBlock(width, 3, int(rng.integers(10, 30))), np.ones((source + 2, source), dtype=bool)
    needs_mask, shapes, filled = first_weights(layer, x, encoded, encoded_mask=real)
    layer.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
    out = layer(x, encoded, encoded_mask=real) if needs_mask else layer(x, encoded)
    out = checks.finite(checks.shape(out, x.shape, "the output"), "the output")
    moved = np.abs(out[1:-1] - out[0]).max(axis=2)  # from source place to target place
    word, place = np.unravel_index(int(moved.argmin()), moved.shape)
    assert moved.min() > 1e-4, (
        f"Expected each of the {source} words of the source to have an influence at every place, but word {word} has none "
        f"at place {place}. (Both count from 0.)"
    )
    hint = "Cross-attention has no causal mask; it does not know in which order the source's vectors come."
    checks.close(out[-1], out[0], "the output after the source's vectors were shuffled", hint, 1e-3, 1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Padding of the source changes the output of your decoder block, or with a mask nothing of the source does. `encoded_mask` is True for real words, and it closes the keys of the others in the cross-attention.
""" # END TEST CONFIG


def test_padding_of_the_source_has_no_influence(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, time = 12, int(rng.integers(3, 6))
    source, words = time + 3, time + 1
    x = np.repeat(rng.normal(size=(1, time, width)), source + 1, axis=0).astype("float32")
    # Row 0 is the source; row 1 + s is the source with another vector at place s.
    encoded = np.repeat(rng.normal(size=(1, source, width)), source + 1, axis=0).astype("float32")
    encoded[1 + np.arange(source), np.arange(source)] = 20 * rng.normal(size=(source, width))
    mask = np.repeat((np.arange(source) < words)[None], source + 1, axis=0)
    block = DecoderBlock(width, 3, int(rng.integers(10, 30)))
    _, shapes, filled = first_weights(block, x, encoded, encoded_mask=mask)
    block.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
    out = checks.shape(block(x, encoded, encoded_mask=mask), x.shape, "the output")
    moved = np.abs(checks.finite(out, "the output")[1:] - out[0]).max(axis=(1, 2))
    assert moved[words:].max() < 2e-5, (
        f"Expected padding of the source to have no influence, but it moves the output by {moved[words:].max():.2g}."
    )
    assert moved[:words].max() > 1e-4, "Expected real words of the source to have an influence, but none of them has."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With all matrices set to zero, your decoder block does not give back its input, or the normalised input. Then all three sub-layers say nothing, and only the residual paths are left.
""" # END TEST CONFIG


def test_residuals(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, time = 12, int(rng.integers(4, 7))
    x = (2 * rng.normal(size=(3, time, width)) + 0.5).astype("float32")
    encoded, real = rng.normal(size=(3, time, width)).astype("float32"), np.ones((3, time), dtype=bool)
    layer = DecoderBlock(width, 3, int(rng.integers(10, 30)))
    needs_mask, shapes, filled = first_weights(layer, x, encoded, encoded_mask=real)
    layer.set_weights([np.full(shape, np.nan_to_num(n)) for shape, n in zip(shapes, filled)])
    silent = layer(x, encoded, encoded_mask=real) if needs_mask else layer(x, encoded)
    silent = checks.finite(checks.shape(silent, x.shape, "the output"), "the output")
    gaps = [np.abs(silent - x).max()]
    for axis in (1, 2):  # over which axis a norm runs is another test's matter
        normalised = x
        for _ in range(3):
            centred = normalised - normalised.mean(axis=axis, keepdims=True)
            normalised = centred / centred.std(axis=axis, keepdims=True)
        gaps.append(np.abs(silent - normalised).max())
    checks.at_most(
        min(gaps), 0.02, "with all matrices zero, a distance from the input, or the normalised input,",
        "Is the input added back after all three sub-layers?",
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: Your decoder block does not have three layer normalisations of its own over the features, one for each sub-layer, each with a scale that starts at 1 and a shift that starts at 0.
""" # END TEST CONFIG


def test_norms(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, time = 12, int(rng.integers(4, 7))
    x, encoded = (2 * rng.normal(size=(3, time, width)) + 0.5 for _ in range(2))
    layer, real = DecoderBlock(width, 3, int(rng.integers(14, 30))), np.ones((3, time), dtype=bool)
    needs_mask, shapes, filled = first_weights(layer, x, encoded, encoded_mask=real)
    layer.set_weights([
        rng.normal(scale=0.25, size=shape) if np.isnan(n) else np.full(shape, n) for shape, n in zip(shapes, filled)
    ])
    x = (1000 * x).astype("float32")
    large = layer(x, encoded, encoded_mask=real) if needs_mask else layer(x, encoded)
    large = checks.finite(checks.shape(large, x.shape, "the output"), "the output")
    scales = [shape for shape, n in zip(shapes, filled) if np.prod(shape) == width and n == 1]
    assert len(scales) >= 3, (
        f"Expected three layer normalisations, each with {width} scales that start at 1, but got {len(scales)}."
    )
    added = np.sqrt(np.mean((large - x) ** 2)) / np.sqrt(np.mean(x**2))
    tamed = np.abs(large.mean(axis=2)).max() < 0.05 and np.abs(large.std(axis=2) - 1).max() < 0.05
    assert added < 0.05 or tamed, (
        "Expected every sub-layer to have a layer normalisation over the features, but for x 1000 times as large "
        f"the output is neither normalised nor close to x (it is {added:.2g} of it away)."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: The feed-forward part of your decoder block is as good as linear, or its hidden layer does not have the size `hidden`. A relu or gelu stands between its two dense layers.
""" # END TEST CONFIG


def test_feed_forward(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, hidden = 12, int(rng.choice([17, 19, 23, 29]))
    x, encoded = (rng.normal(size=(3, 5, width)).astype("float32") for _ in range(2))
    layer, real = DecoderBlock(width, 2, hidden), np.ones((3, 5), dtype=bool)
    needs_mask, shapes, filled = first_weights(layer, x, encoded, encoded_mask=real)
    layer.set_weights([
        rng.normal(scale=0.25, size=shape) if np.isnan(n) else np.full(shape, n) for shape, n in zip(shapes, filled)
    ])
    out, other = (
        layer(sign * x, sign * encoded, encoded_mask=real) if needs_mask else layer(sign * x, sign * encoded)
        for sign in (1, -1)
    )
    out, other = (checks.shape(one, x.shape, "the output") for one in (out, other))
    assert any(hidden in shape and np.prod(shape) > hidden for shape in shapes), (
        f"Expected a matrix between width {width} and hidden {hidden}, but the weights have shapes {shapes}."
    )
    checks.differs(
        -other, out, "the output for -x and -encoded, times -1,",
        "The block is as good as linear: where is the relu (or gelu) between the two dense layers?", atol=1e-3,
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: Some weights of your decoder block have no influence on its output.
""" # END TEST CONFIG


def test_every_weight_matters(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    width, heads = 12, 3
    x, encoded = (rng.normal(size=(3, 4, width)).astype("float32") for _ in range(2))
    layer, real = DecoderBlock(width, heads, int(rng.integers(14, 30))), np.ones((3, 4), dtype=bool)
    needs_mask, shapes, filled = first_weights(layer, x, encoded, encoded_mask=real)
    mask = {"encoded_mask": real} if needs_mask else {}
    # Finite steps of one weight array after the other; the biases of the keys may be silent, in both attentions.
    base = [np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)]
    layer.set_weights(base)
    before, silent = checks.finite(checks.shape(layer(x, encoded, **mask), x.shape, "the output"), "the output"), []
    for index, weight in enumerate(base):
        layer.set_weights([*base[:index], weight + rng.normal(scale=0.5, size=weight.shape), *base[index + 1 :]])
        if np.abs(np.asarray(layer(x, encoded, **mask)) - before).max() < 1e-4:
            silent.append(index)
    keys = sum(base[index].size for index in silent) <= 2 * heads * width
    assert keys and all(filled[index] == 0 for index in silent), (
        "Expected every weight to influence the output (but for the biases of the keys), yet those of shapes "
        f"{[shapes[index] for index in silent]} do not."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: A step of gradient descent does not move all matrices of your decoder block. Something stops the gradient.
""" # END TEST CONFIG


def test_gradients_reach_every_matrix(DecoderBlock, first_weights, keras, rng):
    import numpy as np

    width, heads = 12, 3
    x, encoded = (rng.normal(size=(3, 4, width)).astype("float32") for _ in range(2))
    layer, real = DecoderBlock(width, heads, int(rng.integers(14, 30))), np.ones((3, 4), dtype=bool)
    needs_mask, shapes, filled = first_weights(layer, x, encoded, encoded_mask=real)
    base = [np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)]
    layer.set_weights(base)
    inputs = [keras.Input((4, width)), keras.Input((4, width))]
    mask = {"encoded_mask": keras.ops.ones((1, 4), dtype="bool")} if needs_mask else {}
    model = keras.Model(inputs, layer(*inputs, **mask))
    model.compile(optimizer=keras.optimizers.SGD(1.0), loss="mse", run_eagerly=True)
    model.train_on_batch([x, encoded], rng.normal(size=x.shape).astype("float32"))
    after = [np.asarray(weight) for weight in layer.get_weights()]
    matrices = [index for index, number in enumerate(filled) if np.isnan(number)]
    still = [index for index in matrices if np.abs(after[index] - base[index]).max() < 1e-6]
    assert not still, (
        f"Expected a step of gradient descent to move every matrix, yet it does not move those of shapes {[shapes[index] for index in still]}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: The scores that your decoder block returns are not those of its cross-attention after the softmax. They have the shape (batch, heads, target time, source time), sum to 1 over the source, and give padding 0.
""" # END TEST CONFIG


def test_scores_of_the_cross_attention(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    heads = int(rng.choice([2, 3, 4]))
    width, time, source = 4 * heads, int(rng.integers(3, 6)), int(rng.integers(6, 9))
    block = DecoderBlock(width, heads, int(rng.integers(10, 30)))
    x, encoded = (rng.normal(size=(3, size, width)).astype("float32") for size in (time, source))
    mask = np.arange(source) < rng.permutation([3, 4, source])[:, None]
    _, shapes, filled = first_weights(block, x, encoded, encoded_mask=mask)
    block.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
    for rows in (slice(None), slice(1, 2)):
        result = block(x[rows], encoded[rows], encoded_mask=mask[rows], return_scores=True)
        assert result is not None and len(result) == 2, "With return_scores=True the block should return (output, scores)."
        plain = checks.array(block(x[rows], encoded[rows], encoded_mask=mask[rows]), "the output")
        checks.close(result[0], plain, "the output with return_scores=True", "It is the same as without.", 1e-3, 1e-4)
        shape = len(mask[rows]), heads, time, source
        weights = checks.shape(result[1], shape, "the scores", "(batch, heads, target time, source time)")
        checks.sums_to_one(weights, 3, "the scores", "The softmax runs over the source.")
        keep = np.broadcast_to(mask[rows][:, None, None, :], weights.shape)
        checks.masked(weights, keep, "the scores", "Padding of the source is False in encoded_mask.")


# %%
""" # BEGIN TEST CONFIG
points: 0.25
hidden: true
failure_message: The scores that your decoder block returns do not follow its queries, which come from x, and its keys, which come from the encoder.
""" # END TEST CONFIG


def test_scores_follow_queries_and_keys(DecoderBlock, first_weights, rng):
    import numpy as np
    from autograder import checks

    heads = int(rng.choice([2, 3, 4]))
    width, time, source = 4 * heads, int(rng.integers(3, 6)), int(rng.integers(6, 9))
    block = DecoderBlock(width, heads, int(rng.integers(10, 30)))
    x, encoded = (rng.normal(size=(2, size, width)).astype("float32") for size in (time, source))
    encoded[:, 1] = encoded[:, 0]
    real = np.ones((2, source), dtype=bool)
    _, shapes, filled = first_weights(block, x, encoded, encoded_mask=real)
    block.set_weights([np.nan_to_num(n) + rng.normal(scale=0.25, size=shape) for shape, n in zip(shapes, filled)])
    found = []
    for asking, asked in [(x, encoded), (x[:, ::-1], encoded), (x, -encoded)]:
        result = block(asking, asked, encoded_mask=real, return_scores=True)
        assert result is not None and len(result) == 2, "With return_scores=True the block should return (output, scores)."
        found.append(checks.array(result[1], "the scores"))
    weights = checks.shape(found[0], (2, heads, time, source), "the scores", "(batch, heads, target time, source time)")
    checks.close(weights[..., 1], weights[..., 0], "the score of a word that stands twice", "Equal keys get equal scores.", 1e-3, 1e-4)
    checks.differs(found[1], weights, "the scores for another x", "Queries come from x.", atol=1e-4)
    checks.differs(found[2], weights, "the scores for another encoder output", "Keys come from the encoder.", atol=1e-4)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Answers of different lengths
#
# All our dates have 8 digits. Translations do not: the shorter ones of a batch are filled up with a padding id, at the end. That
# padding must not count in two places.
#
# **In the decoder's self-attention** two masks meet. A place must not look ahead, and it must not look at padding: a key is open
# where *both* allow it. For the answer `start 2 0 pad`:
#
# | | start | 2 | 0 | pad |
# |---|---|---|---|---|
# | query start | ✓ | ✗ | ✗ | ✗ |
# | query 2 | ✓ | ✓ | ✗ | ✗ |
# | query 0 | ✓ | ✓ | ✓ | ✗ |
# | query pad | ✓ | ✓ | ✓ | ✗ |
#
# **In the loss** a place whose target is padding has no right answer. The loss is the mean of $-\log p(\text{target})$ over all
# *other* places of the batch. With a mean over all places, a model that only knows padding would look good.

# %% [raw]
# # BEGIN QUESTION
# name: q4b
# points: 2

# %% [markdown]
# ### Question 4b: the target's padding
#
# - `target_mask(written, pad)`: integers of shape *(batch, time)*, in which the id `pad` fills up the ends (the first place is never
#   padding). Return truth values of shape *(batch, time, time)*: `True` where the query (axis 1) may look at the key (axis 2). This is
#   what `layers.MultiHeadAttention` takes as its `attention_mask`.
# - `masked_loss(scores, targets, pad)`: scores (before a softmax) of shape *(batch, time, words)*, targets of shape
#   *(batch, time)*. Return one number: the mean of $-\log \text{softmax}(\text{scores})[\text{target}]$ over all places whose target
#   is not `pad`. Each such place of the batch counts the same, whichever answer it belongs to.
#
# `keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)` gives the loss of each place. `pad` is one of the words'
# ids, not always 0. Scores may be large, some hundreds above or below zero.
#
# *What the check looks at:* the mask above, and a loss that you can work out by hand. The hidden tests use other ids and sizes,
# a batch of one answer, and answers without any padding. No other question needs these functions.

# %% [raw]
# # BEGIN SOLUTION


# %%
def target_mask(written, pad):
    """(batch, time) becomes truth values (batch, time, time): True where the query
    (axis 1) may look at the key (axis 2)."""
    # BEGIN SOLUTION NO PROMPT
    places = np.arange(written.shape[1])
    causal = places[:, None] >= places
    return causal & (written != pad)[:, None, :]
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def masked_loss(scores, targets, pad):
    """The mean loss over all places whose target is not padding: one number."""
    # BEGIN SOLUTION NO PROMPT
    counted = targets != pad
    losses = keras.losses.sparse_categorical_crossentropy(targets, scores, from_logits=True)
    return float(np.asarray(losses)[counted].mean())
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
def test_the_mask_of_the_example(target_mask):
    import numpy as np

    # start is 10, and 11 is padding
    mask = target_mask(np.array([[10, 2, 0, 11], [10, 7, 11, 11]]), 11)
    assert mask is not None and mask is not ..., (
        "target_mask returns nothing yet: fill in its blank."
    )
    mask = np.asarray(mask).astype(bool)
    assert mask.shape == (2, 4, 4), (
        "2 answers of 4 places need a mask of shape (2, 4, 4): batch, queries, keys; "
        f"yours has {mask.shape}."
    )
    wanted = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 1, 0]]
    assert mask[0].astype(int).tolist() == wanted, (
        f"For start 2 0 pad the rows should be {wanted}, as in the table; yours are "
        f"{mask[0].astype(int).tolist()}."
    )
    wanted = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0]]
    assert mask[1].astype(int).tolist() == wanted, (
        f"For start 7 pad pad the rows should be {wanted}; yours are "
        f"{mask[1].astype(int).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_a_loss_by_hand(masked_loss):
    import numpy as np

    # Two words and padding (2). The softmax of 0, log 3, -50 is 1/4, 3/4 and nearly 0.
    scores = np.tile(np.array([0, np.log(3), -50], dtype="float32"), (2, 3, 1))
    targets = np.array([[0, 0, 1], [1, 2, 2]])
    loss = masked_loss(scores, targets, 2)
    assert loss is not None and loss is not ..., (
        "masked_loss returns nothing yet: fill in its blank."
    )
    loss = np.asarray(loss)
    assert loss.shape == (), (
        f"The loss should be one number; yours has the shape {loss.shape}."
    )
    wanted = (2 * np.log(4) + 2 * np.log(4 / 3)) / 4
    assert np.isclose(float(loss), wanted, atol=1e-3), (
        "Four targets are no padding. Two of them have the probability 1/4, two 3/4, "
        f"so the loss should be (2 log 4 + 2 log 4/3) / 4 = {wanted:.4f}; yours is "
        f"{float(loss):.4f}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For other answers your target mask is not True exactly where the key is no padding and does not come after the query. `pad` may be any id.
""" # END TEST CONFIG


def test_masks_of_other_answers(target_mask, rng):
    import numpy as np
    from autograder import checks

    for batch, time, pad, kind in [(4, 7, 0, "int32"), (1, 5, 6, "int64"), (3, int(rng.integers(8, 12)), 20, "int32")]:
        words = [word for word in range(30) if word != pad]
        lengths = rng.integers(1, time + 1, size=(batch, 1))
        lengths[-1] = time if pad else 1  # an answer without padding, and one with nothing else after its start
        written = np.where(np.arange(time) < lengths, rng.choice(words, size=(batch, time)), pad).astype(kind)
        wanted = np.zeros((batch, time, time), dtype=int)
        for row in range(batch):
            for query in range(time):
                for key in range(query + 1):
                    wanted[row, query, key] = written[row, key] != pad
        mask = checks.array(target_mask(written, pad), "the mask").astype(int)
        hint = "True where the key (axis 2) is no padding and does not come after the query (axis 1)."
        checks.close(mask, wanted, "the mask", hint, rtol=0, atol=0)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For other scores your loss is not the mean over all places of the batch whose target is not padding. Scores are numbers before a softmax and may be large; `pad` may be any id.
""" # END TEST CONFIG


def test_losses_of_other_scores(masked_loss, rng):
    import numpy as np
    from autograder import checks

    for batch, time, pad, size in [(4, 7, 0, 2), (1, 5, 6, 2), (3, int(rng.integers(8, 12)), 3, 300)]:
        scores = (size * rng.normal(size=(batch, time, 9))).astype("float32" if batch > 1 else "float64")
        words = [word for word in range(9) if word != pad]
        lengths = rng.permutation(np.arange(1, batch + 1) * (time // batch))[:, None]
        targets = np.where(np.arange(time) < lengths, rng.choice(words, size=(batch, time)), pad)
        highest = scores.max(axis=2, keepdims=True)
        logs = scores - highest - np.log(np.exp(scores - highest).sum(axis=2, keepdims=True))
        losses = -np.take_along_axis(logs, targets[:, :, None], axis=2)[:, :, 0]
        loss = checks.finite(masked_loss(scores, targets, pad), "the loss")
        hint = "Sum the losses of the places that are no padding, and divide by the number of these places."
        checks.close(loss, losses[targets != pad].mean(), "the loss", hint, rtol=1e-3, atol=1e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 4. Writing one word after the other
#
# The model gets the source and what is written so far, and says which word comes next.
#
# **Training** knows the whole answer. So we give the decoder the *right* words so far, whatever it would have written
# itself: this is **teacher forcing**. For that, the answer is shifted by one place, with a start sign in front. With
# the answer `2 0 1 2 0 3 0 5`:
#
# | place | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
# |---|---|---|---|---|---|---|---|---|
# | decoder input | start | 2 | 0 | 1 | 2 | 0 | 3 | 0 |
# | target | 2 | 0 | 1 | 2 | 0 | 3 | 0 | 5 |
#
# **Writing** does not know the answer. **Greedy decoding** begins with the start sign, takes the most likely next
# word, appends it, asks again, and so on until the length is reached.

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 3

# %% [markdown]
# ### Question 5: teacher forcing and greedy decoding
#
# - `shift_right(targets, start)`: integers of shape *(batch, time)*. Return the decoder input of the same shape, as
#   in the table.
# - `greedy_decode(model, source, length, start)`: the model is called as `model([source, written])`, with integers of
#   shapes *(batch, source time)* and *(batch, time)*. It returns numbers of shape *(batch, time, words)*: at place
#   $t$, how likely each word is to come **next** after the words up to place $t$. Return the `length` words that are
#   written, as integers of shape *(batch, length)*, without the start sign.
#
# The next cell has a model to try it with. It is not trained and has no layers, and it is always right: it adds up
# the ids of the source and of all that is written so far, and looks the next word up in a table. One wrong word
# changes everything after it.
#
# *What the check looks at:* the example above, and what the lookup model writes. The hidden tests use other tables
# and sizes.

# %%
class LookupModel:
    """A model for tests: what comes next depends on the source and on every word that
    is written so far."""

    def __init__(self, table):
        self.table = np.asarray(table)  # (sums, words)

    def __call__(self, inputs, **_):
        source, written = (np.asarray(part) for part in inputs)
        sums = source.sum(axis=1, keepdims=True) + np.cumsum(written, axis=1)
        return self.table[sums % len(self.table)]  # (batch, time, words)

    def predict(self, inputs, **_):
        return self(inputs)


# %% [raw]
# # BEGIN SOLUTION


# %%
def shift_right(targets, start):
    """The decoder input for these targets: `start`, then all but the last."""
    # BEGIN SOLUTION NO PROMPT
    first = np.full_like(targets[:, :1], start)
    return np.concatenate([first, targets[:, :-1]], axis=1)
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def greedy_decode(model, source, length, start):
    """The words that `model` writes for `source`, always taking the most likely one:
    (batch, length)."""
    # BEGIN SOLUTION NO PROMPT
    written = np.full((len(source), 1), start, dtype="int32")
    for _ in range(length):
        following = np.asarray(model([source, written]))[:, -1].argmax(axis=-1)
        written = np.concatenate([written, following[:, None].astype("int32")], axis=1)
    return written[:, 1:]
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
def test_shift_the_example(shift_right):
    import numpy as np

    shifted = shift_right(
        np.array([[2, 0, 1, 2, 0, 3, 0, 5], [1, 9, 8, 4, 1, 2, 3, 1]]), 10
    )
    assert shifted is not None and shifted is not ..., (
        "shift_right returns nothing yet: fill in its blank."
    )
    assert np.asarray(shifted).tolist() == [
        [10, 2, 0, 1, 2, 0, 3, 0],
        [10, 1, 9, 8, 4, 1, 2, 3],
    ], (
        "The decoder input should be 10 (start), then all targets but the last; yours "
        f"is {np.asarray(shifted).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_decode_the_example(greedy_decode, LookupModel):
    import numpy as np

    # after the sums 0, 1, 2, 3, 4 (mod 5) come the words 1, 3, 0, 2, 4
    model = LookupModel(np.eye(5)[[1, 3, 0, 2, 4]])
    written = greedy_decode(model, np.array([[1, 0], [2, 2]]), 4, 0)
    assert written is not None and written is not ..., (
        "greedy_decode returns nothing yet: fill in its blank."
    )
    written = np.asarray(written)
    assert written.shape == (2, 4), (
        "2 sources and length 4 should give shape (2, 4), without the start sign; got "
        f"{written.shape}."
    )
    # The first source has the sum 1: word 3, sum 4; word 4, sum 8 = 3; word 2, sum 10 =
    # 0; word 1.
    assert written.tolist() == [[3, 4, 2, 1], [4, 2, 1, 3]], (
        "The lookup model should write 3 4 2 1 and 4 2 1 3; yours: "
        f"{written.tolist()}. Does it see its own words, each time?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: shift_right must put the start sign in front and drop the last target, for any sizes.
""" # END TEST CONFIG


def test_shift_other_targets(shift_right, rng):
    import numpy as np
    from autograder import checks

    for batch, time, kind in [(int(rng.integers(2, 7)), int(rng.integers(3, 12)), "int32"), (1, 5, "int64"), (3, 1, "int32")]:
        start = int(rng.integers(50, 90))
        targets = rng.integers(0, 50, size=(batch, time)).astype(kind)
        wanted = np.concatenate([np.full((batch, 1), start), targets[:, :-1]], axis=1)
        hint = "Place t of the decoder input holds the target of place t - 1."
        checks.close(shift_right(targets, start), wanted, "the decoder input", hint, rtol=0, atol=0)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Your greedy decoding does not write what the model says.
""" # END TEST CONFIG


def test_decode_other_tables(greedy_decode, LookupModel, rng):
    import numpy as np
    from autograder import checks

    for batch, length, size in [(int(rng.integers(3, 8)), int(rng.integers(5, 12)), 1), (1, 6, 1000), (3, 1, 0.01)]:
        words, sums = int(rng.integers(6, 20)), int(rng.integers(20, 40))
        table = (size * rng.normal(size=(sums, words))).astype("float32")
        source = rng.integers(1, 30, size=(batch, int(rng.integers(2, 9)))).astype("int32")
        start = int(rng.integers(0, words))
        wanted = []
        for row in source.tolist():
            total, sentence = sum(row) + start, []
            for _ in range(length):
                sentence.append(int(table[total % sums].argmax()))
                total += sentence[-1]
            wanted.append(sentence)
        written = greedy_decode(LookupModel(table), source, length, start)
        hint = "At each step take the largest entry at the last place, append it, and ask again."
        checks.close(written, wanted, "what the lookup model writes", hint, rtol=0, atol=0)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 5. A Transformer that reads dates
#
# The file `data/dates.csv` has dates in English, Polish and Portuguese, and the same in ISO 8601. (In Colab, upload
# it into a folder `data` first.) Digits are read one by one, words whole, and commas count as words. The answer has 8
# digits: year, month, day. The column `written` is the decoder's input, so that a slip in question 5 does not follow you.
#
# Two things must be learned from examples. Words become numbers: `sie`, `August` and `ago.` are all month 08. And digits
# are *moved*: the year from the end to the front; a day of one digit gets a 0 before it.

# %%
with open("data/dates.csv", encoding="utf-8", newline="") as file:
    dates = list(csv.DictReader(file))


def split(text):
    """The tokens of a date: 'March 15, 2012' gives march, 1, 5, comma, 2, 0, 1, 2."""
    return re.findall(r"\d|[^\W\d]+(?:-[^\W\d]+)*|,", text.lower())


words = {
    word for date in dates if date["part"] == "train" for word in split(date["text"])
}
vocabulary = ["<pad>", *"0123456789", *sorted(words - set("0123456789"))]
number_of = {word: number for number, word in enumerate(vocabulary)}
SOURCE_LENGTH = max(len(split(date["text"])) for date in dates)  # 11
TARGET_LENGTH, DIGITS = 8, 11  # the target's words are the ten digits and
START = 10  # the start sign


def encode(texts):
    """Ids of shape (batch, SOURCE_LENGTH), filled up with 0 at the end."""
    ids = np.zeros((len(texts), SOURCE_LENGTH), dtype="int32")
    for row, text in zip(ids, texts):
        tokens = split(text)
        row[: len(tokens)] = [number_of[token] for token in tokens]
    return ids


def part(name):
    """Source ids (batch, 11), decoder inputs and target digits (batch, 8) of the part
    `train` or `test`."""
    chosen = [date for date in dates if date["part"] == name]
    digits = [[int(digit) for digit in date["iso"].replace("-", "")] for date in chosen]
    written = [date["written"].split() for date in chosen]
    texts = encode([date["text"] for date in chosen])
    return texts, np.array(written, dtype="int32"), np.array(digits, dtype="int32")


x_train, y_input, y_train = part("train")
x_test, _, y_test = part("test")
print(
    f"training: source {x_train.shape}, decoder input {y_input.shape}, target "
    f"{y_train.shape}; test: source {x_test.shape}"
)
mine = shift_right(y_train, START)
if mine is None or np.shape(mine) != y_input.shape:
    print("Finish question 5, and this line says whether your decoder inputs agree.")
else:
    same = (np.asarray(mine) == y_input).all(axis=1)
    print(f"Your shift_right agrees with these for {same.sum()} of {len(same)} dates.")
print(f"{len(vocabulary)} words in the vocabulary")
for date, ids, digits in list(zip(dates, x_train, y_train))[:4]:
    print(
        f"{date['text']:>30}  {' '.join(map(str, ids)):36} → "
        f"{' '.join(map(str, digits))}"
    )

# %% [markdown]
# **The ruler** is exact match: the share of dates with all 8 digits right. It is strict. Ask the lazy answers first:

# %%
most_common = np.array([np.bincount(column).argmax() for column in y_train.T])
always_same = np.tile(most_common, (len(x_test), 1))
copy_the_year = always_same.copy()
# the digit d has the id d + 1
copy_the_year[:, :4] = [ids[ids > 0][-4:] - 1 for ids in x_test]
for name, answer in {
    "the most common digit at each place": always_same,
    "the year copied, then the most common": copy_the_year,
}.items():
    equal = answer == y_test
    print(
        f"{name:40} digits {equal.mean():.2f}, exact match "
        f"{equal.all(axis=1).mean():.3f}"
    )

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 3
# builds_on:
#     q2: the Transformer that is trained is made of the student's own parts
#     q3: the Transformer that is trained is made of the student's own parts
#     q4: the Transformer that is trained is made of the student's own parts

# %% [markdown]
# ### Question 6: build and train it
#
# Build `transformer` from your layers, with width 32, 2 heads and hidden 64, and train it. It is called as
# `transformer([source, written])` and returns scores (before a softmax) of shape *(batch, time, 11)*:
#
# | | what | shape |
# |---|---|---|
# | 1 | mask of the source: `source != 0` | (batch, 11) |
# | 2 | `TokenAndPosition` of the source, then one `EncoderBlock` with the mask | (batch, 11, 32) |
# | 3 | `TokenAndPosition` of what is written, then one `DecoderBlock` with the encoder's output and the mask | (batch, time, 32) |
# | 4 | `Dense` to the words of the target | (batch, time, 11) |
#
# With pre-norm blocks add one more layer normalisation after the encoder and one after the decoder, as GPT-2 does.
# Train with `SparseCategoricalCrossentropy(from_logits=True)`, batches of 64, 7 epochs (pre-norm may need about 12), and
# `Adam` with a rate that falls from 0.004 to 0 along a cosine: `keras.optimizers.schedules.CosineDecay(0.004, steps)`,
# where `steps` counts the batches of all epochs. Its inputs are `[x_train, y_input]`, its targets `y_train`. At a constant 0.004 the loss jumps now and then, and training may end
# right after a jump: one of 60 runs of our solution ended with 72 % of the dates exact. Say `jit_compile=False` in
# `compile`: for so few steps compiling takes longer than it saves. Keep
# what `fit` returns as `history`. The loss should fall below 0.02.
#
# *What the check looks at:* that there is a `history`, shapes, and ten dates (at least 7 right). The hidden tests let your model write
# 300 dates that it has never seen (at least 80 % exact), and dates with other years (80 % too). They decode by themselves. With all
# weights set to zero for a moment, your model must say the same about every date.

# %% [raw]
# # BEGIN SOLUTION

# %%
keras.utils.set_random_seed(1)
# BEGIN SOLUTION NO PROMPT
source = keras.Input((None,), dtype="int32")
written = keras.Input((None,), dtype="int32")
source_mask = ops.not_equal(source, 0)
encoded = TokenAndPosition(len(vocabulary), SOURCE_LENGTH, 32)(source)
encoded = EncoderBlock(32, 2, 64)(encoded, mask=source_mask)
decoded = TokenAndPosition(DIGITS, TARGET_LENGTH, 32)(written)
decoded = DecoderBlock(32, 2, 64)(decoded, encoded, encoded_mask=source_mask)
transformer = keras.Model([source, written], layers.Dense(DIGITS)(decoded))
rate = keras.optimizers.schedules.CosineDecay(0.004, 7 * (len(x_train) // 64 + 1))
transformer.compile(
    optimizer=keras.optimizers.Adam(rate),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    jit_compile=False,
)
history = transformer.fit([x_train, y_input], y_train, batch_size=64, epochs=7, verbose=0)
# END SOLUTION
""" # BEGIN PROMPT
transformer = ...
history = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_there_is_a_history(transformer, history):
    assert transformer is not None and transformer is not ..., (
        "There is no `transformer` yet: build it and train it."
    )
    assert history is not None and history is not ..., (
        "There is no `history` yet: train with `fit`, and keep what it returns."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_ten_dates(transformer, encode):
    import numpy as np

    assert transformer is not None and transformer is not ..., (
        "There is no `transformer` yet: build it and train it."
    )
    known = {
        "5 de março de 2012": 20120305,
        "segunda-feira, 21 de julho de 1969": 19690721,
        "12 de set. de 1985": 19850912,
        "9 listopada 1989": 19891109,
        "wtorek, 30 kwietnia 1974": 19740430,
        "17 sie 2031": 20310817,
        "January 2, 1907": 19070102,
        "Friday, December 24, 2060": 20601224,
        "Oct 18, 1938": 19381018,
        "Jun 6, 2066": 20660606,
    }
    source = np.asarray(encode(list(known)))
    written = np.full((10, 8), 10)
    written[:, 1:] = 0
    for place in range(8):
        scores = np.asarray(transformer([source, written]))
        assert scores.shape == (10, 8, 11), (
            "10 dates of 8 digits should give scores of shape (10, 8, 11), not "
            f"{scores.shape}."
        )
        digits = scores[:, place].argmax(axis=-1)
        if place < 7:
            written[:, place + 1] = digits
    answers = np.concatenate([written[:, 1:], digits[:, None]], axis=1)
    said = ["".join(str(digit) for digit in row) for row in answers.tolist()]
    right = sum(one == str(two) for one, two in zip(said, known.values()))
    assert right >= 7, (
        f"{right} of 10 dates are right, 7 are needed; e.g. {list(known)[0]!r} became "
        f"{said[0]}. Did the loss fall below 0.02?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Your trained Transformer writes fewer than 80 % of unseen dates exactly. Did the loss fall below 0.02? Do the checks of questions 2, 3 and 4 pass?
""" # END TEST CONFIG


def test_dates_never_seen(transformer, heldout, thresholds):
    import numpy as np
    from autograder import checks

    assert transformer is not None and transformer is not ..., "There is no `transformer`."
    source = np.array(heldout["dates"]["source"], dtype="int32")
    target = np.array(heldout["dates"]["target"])
    written = np.zeros((len(source), 9), dtype="int32")
    written[:, 0] = 10
    for place in range(8):  # what stands after `place` is 0, and a causal model does not see it
        scores = checks.shape(transformer([source, written[:, :8]]), (len(source), 8, 11), "the scores")
        written[:, place + 1] = checks.finite(scores, "the scores")[:, place].argmax(axis=-1)
    exact = float(np.mean((written[:, 1:] == target).all(axis=1)))
    hint = "Did the loss fall below 0.02? Do the checks of questions 2, 3 and 4 pass?"
    checks.at_least(exact, thresholds["exact_match"], "exact match on dates that were held out", hint)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With other years in the source, your trained Transformer writes fewer than 80 % of the dates exactly, or its answers do not come from its weights.
""" # END TEST CONFIG


def test_the_same_dates_in_other_years(transformer, heldout, thresholds, rng):
    import numpy as np
    from autograder import checks

    assert transformer is not None and transformer is not ..., "There is no `transformer`."
    source = np.array(heldout["dates"]["source"], dtype="int32")
    target = np.array(heldout["dates"]["target"])
    chosen = rng.permutation(len(source))[:150]
    source, target = source[chosen], target[chosen]
    last_two = rng.integers(0, 10, size=(len(source), 2))  # all dates end with four digits of the year; the id of d is d + 1
    ends = (source > 0).sum(axis=1)
    for back in (1, 2):
        source[np.arange(len(source)), ends - back] = 1 + last_two[:, -back]
    target[:, 2:4] = last_two
    written = np.zeros((len(source), 9), dtype="int32")
    written[:, 0] = 10
    for place in range(8):
        scores = checks.shape(transformer([source, written[:, :8]]), (len(source), 8, 11), "the scores")
        written[:, place + 1] = checks.finite(scores, "the scores")[:, place].argmax(axis=-1)
    exact = float(np.mean((written[:, 1:] == target).all(axis=1)))
    checks.at_least(exact, thresholds["exact_match_years"], "exact match on dates of other years", "The year is copied from the source.")
    weights = [np.asarray(weight) for weight in transformer.get_weights()]
    transformer.set_weights([0 * weight for weight in weights])
    emptied = np.asarray(transformer([source, written[:, :8]]))
    transformer.set_weights(weights)
    spread = float(np.abs(emptied - emptied[:1]).max())
    checks.at_most(spread, 1e-4, "with all weights zero, a difference between the scores of two dates")


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
@demonstration
def training_and_answers():
    """This cell uses question 5 and a trained model (question 6)."""
    losses = history.history["loss"]
    answers = np.asarray(greedy_decode(transformer, x_test, TARGET_LENGTH, START))
    right = (answers == y_test).all(axis=1)
    figure, axis = plt.subplots(figsize=(6, 3), layout="constrained")
    axis.semilogy(np.arange(1, 1 + len(losses)), losses, "o-", label="Transformer")
    axis.axhline(
        np.log(10), color="gray", linestyle="--", label="guessing one of ten digits"
    )
    axis.set(title="training loss", xlabel="epoch", ylabel="cross-entropy (log scale)")
    axis.grid(alpha=0.3)
    axis.legend()
    plt.show()
    print(f"Exact match on the {len(x_test)} test dates: {right.mean():.3f}")
    texts = [date["text"] for date in dates if date["part"] == "test"]
    for row in [*np.flatnonzero(~right)[:3], *np.flatnonzero(right)[:3]]:
        print(
            f"{texts[row]:>34} → {''.join(map(str, answers[row]))} "
            f"{'' if right[row] else 'WRONG'}"
        )


# %% [markdown]
# ## 6. Looking inside
#
# The cross-attention says at which words of the source the decoder looks while it writes. Each row of a map belongs
# to one digit of the answer: the row `month 1`, for instance, shows where the decoder looks when it is about to write
# the first digit of the month. Both heads are shown.


# %%
@demonstration
def cross_attention_maps():
    """This picture uses a trained model (question 6) with your DecoderBlock and its
    scores (question 4)."""
    texts = ["poniedziałek, 5 marca 2012", "March 21, 1969"]
    asked = encode(texts)
    answers = np.asarray(greedy_decode(transformer, asked, TARGET_LENGTH, START))
    block = next(
        layer for layer in transformer.layers if isinstance(layer, DecoderBlock)
    )
    heard, original = [], block.call
    # Listen in on what the block is called with.
    block.call = lambda *values, **named: (
        heard.append((values, named)) or original(*values, **named)
    )
    transformer([asked, np.asarray(shift_right(answers, START))])
    block.call = original
    values, named = heard[0]
    scores = np.asarray(block(*values, **{**named, "return_scores": True})[1])
    places = [f"year {n}" for n in (1, 2, 3, 4)] + [
        "month 1",
        "month 2",
        "day 1",
        "day 2",
    ]
    figure, axes = plt.subplots(1, 4, figsize=(12, 4), layout="constrained")
    for row, text in enumerate(texts):
        tokens = split(text)
        for head in range(2):
            axis = axes[2 * row + head]
            picture = axis.imshow(
                scores[row, head, :, : len(tokens)], vmin=0, vmax=1, aspect="auto"
            )
            axis.set_xticks(
                range(len(tokens)),
                tokens,
                rotation=60,
                ha="right",
                rotation_mode="anchor",
            )
            labels = [f"{place}: {digit}" for place, digit in zip(places, answers[row])]
            axis.set_yticks(
                range(TARGET_LENGTH), labels if head == 0 else [""] * TARGET_LENGTH
            )
            axis.set_title(f"{text}\nhead {1 + head}", fontsize=9)
    figure.colorbar(picture, ax=axes, label="cross-attention", fraction=0.03)
    plt.show()


# %% [raw]
# # BEGIN QUESTION
# name: q7
# manual: true
# points: 2

# %% [markdown]
# ### Question 7: the norm, and the map
#
# Answer in six to ten sentences.
#
# 1. Did you use pre-norm or post-norm? Follow the residual path from the input of a stack of twelve such blocks to
#    its output: what happens to $x$ on the way in each of the two? What does that mean for the gradient that reaches
#    the first block, and why does pre-norm want one more normalisation at the very end?
# 2. Look at the maps. Where does the decoder look when it writes the year, the month, the day? Name one thing that
#    you see there and did not expect, or one that such a map cannot tell you.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# *Half a point for the two paths, half for gradient and last norm, half for what the maps show, half for the surprise
# or the limit.*
#
# 1. I used post-norm, as in the paper. There the sum is normalised after every sub-layer, so $x$ is rescaled 24 times
#    on its way through twelve blocks. In pre-norm nothing stands on the residual path but additions: the output is
#    $x$ plus what all sub-layers added. So the gradient reaches the first block of a pre-norm stack unchanged along
#    the path, whatever the depth; in post-norm it passes through every normalisation, and deep stacks need a warm-up
#    of the learning rate (Xiong and others, 2020). The price of pre-norm: sums grow from block to block, so what
#    comes out is not normalised, and one more norm before the last dense layer brings it back to scale. With a single
#    block, as here, post-norm works well and learned even faster.
# 2. For the year the decoder looks mostly at the four digits at the end, for the month at its name in either
#    language, for the day at the digits of the day. The order of the source does not matter: the bright spots move
#    with the words. I did not expect that for the first digit of the day in `5 marca` it looks *beside* the 5, at
#    the comma and at `marca`: that no other digit stands there is why a 0 must be written. What a map cannot tell: a
#    weight says where the decoder *looks*, not what it *takes*. The encoder has already mixed the words, so the
#    vector at a comma may hold what its neighbours said. (Also right: the two heads differ; other seeds have other
#    maps and equal answers.)

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# To go on, ungraded: replace the learned positions by your sines and cosines. Take the positions away and see which
# dates still come out right. Train with pre-norm and post-norm from five seeds each. Stack six blocks, and watch the
# first loss of each kind.
#
# ## Further reading
#
# - A. Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017): figure 1 is what you
#   have built; section 3.5 is question 1.
# - R. Xiong and others, [On layer normalization in the Transformer architecture](https://arxiv.org/abs/2002.04745)
#   (2020): pre-norm and post-norm, with the gradients worked out.
# - J. L. Ba, J. R. Kiros, G. E. Hinton, [Layer normalization](https://arxiv.org/abs/1607.06450) (2016), section 3.
# - A. Rush and others, [The annotated Transformer](https://nlp.seas.harvard.edu/annotated-transformer/): the paper,
#   line by line in code.
# - S. Jain, B. C. Wallace, [Attention is not explanation](https://arxiv.org/abs/1902.10186) (2019): how far a map can
#   be trusted.
# - F. Chollet and others,
#   [English-to-Spanish translation with a sequence-to-sequence Transformer](https://keras.io/examples/nlp/neural_machine_translation_with_transformer/):
#   the same blocks in Keras on real sentences.
