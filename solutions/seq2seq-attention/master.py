# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: seq2seq-attention
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # From a date in words to 1987-03-03: an encoder, a decoder and attention
#
# *3 de março de 1987*, *wtorek, 3 marca 1987* and *March 3, 1987* are the same day in Portuguese, Polish and English. You
# build a network that reads any of them and **writes** `1987-03-03`, one character after the other. It is machine
# translation in miniature, with the parts of the large systems of 2015:
#
# | part | question | points |
# |---|---|---|
# | 1. The data | Q1 from text to ids | 2 |
# | 2. Teacher forcing | Q2 what the decoder reads and what it must answer | 2 |
# | 3. The encoder | Q3 a GRU that keeps all its states | 2 |
# | 4. Attention | Q4 additive attention with a mask, Q4b the same with Keras' layer | 4 + 1 |
# | 5. The decoder | Q5 state, context, answer | 3 |
# | 6. Training | Q6 train the whole network | 3 |
# | 7. Writing | Q7 greedy decoding | 2 |
# | 8. Looking inside | Q8 read an alignment, Q9 what a score hides (read by a person) | 2 + 2 |
#
# A program of twenty lines could parse these dates; that is why they make a good laboratory. Every answer is right or wrong, a
# model trains in seconds, and we know what good attention must look like.
#
# Fill in the cells that contain `...` and run the notebook from top to bottom; it takes well under a minute. After each
# question `grader.check(...)` runs the **public checks** and tells you what is wrong. The grade also uses hidden tests: the
# same ideas with other numbers and **other sizes**, also a batch of one text and ids of another integer type. So take every size
# from the inputs.
#
# A slip costs you its own question only: what a later question needs of an earlier one is given, by the notebook and by its tests.
# There is one exception. In question 6 you train your own encoder and decoder (questions 3 and 5), so these must work first.

# %%
import os

# TensorFlow, please talk about errors only
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import csv
import sys
import textwrap

import keras
import matplotlib.pyplot as plt
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(1)
plt.rcParams.update({"figure.dpi": 90})


def ready(name, question):
    """Whether this notebook has `name` by now; says which question makes it if not."""
    if globals().get(name, ...) is ...:
        print(
            f"This cell shows something once you finish question {question}: it needs "
            f"`{name}`."
        )
        return False
    return True


def weight_shapes(layer, *inputs):
    """The shapes of the weights that a layer has after a call with `inputs`."""
    layer(*inputs)
    return [tuple(weight.shape) for weight in layer.get_weights()]


# %% [markdown]
# ## 1. The data
#
# `data/dates.csv` holds 4,040 different days of the years 1800 to 2099, each written in one of nine ways: three languages, each
# full, long or medium. They were made with the [Babel](https://babel.pocoo.org) library from the formats of the
# [Unicode CLDR](https://cldr.unicode.org). The first 3,840 are for training. The last 200, the *development set*, are for you to
# look at results; the grade uses other days again.

# %%
if "google.colab" in sys.modules and not os.path.exists("data/dates.csv"):
    from google.colab import files

    print("Choose dates.csv from the folder `data` that came with this notebook.")
    os.makedirs("data", exist_ok=True)
    with open("data/dates.csv", "wb") as file:
        file.write(next(iter(files.upload().values())))

with open("data/dates.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
train_rows, dev_rows = rows[:3840], rows[3840:]

for row in rows[:9]:
    print(f"{row['text']:38} {row['iso']}    {row['tokens']}")

# %% [markdown]
# ### Tokens
#
# A network reads *tokens*. Here a **word** is one token, and so is **each digit**. A number as a whole would be a poor token: the
# network would have to learn 300 years one by one, and could never write a year that it has not seen. With digits there
# is little to learn: copy a few digits, translate one word. Short sequences are fast, too: no date here has more than 12 tokens.
#
# | text | tokens |
# |---|---|
# | `3 de mar. de 1987` | `3` `de` `mar` `de` `1` `9` `8` `7` |
# | `Mar 31, 1820` | `mar` `3` `1` `,` `1` `8` `2` `0` |
# | `terça-feira, 3 de março de 1987` | `terça` `feira` `,` `3` `de` `março` `de` `1` `9` `8` `7` |
#
# The rules: text becomes lower case. Every digit is a token, every comma is a token, and letters that stand together form one
# token. Everything else (blanks, dots, hyphens) only separates. Commas stay because they carry information: without
# them a reader of `mar 3 1 1 8 2 0` learns only at the end where the day stops and the year begins.
#
# ### Ids
#
# The vocabulary `words` lists all tokens of the file, behind two special ones: `<pad>` at place 0 fills up short sequences, and
# `<unk>` at place 1 stands for every token that is not in the list. A token's id is its place.

# %%
words = [
    "<pad>",
    "<unk>",
    *sorted({word for row in rows for word in row["tokens"].split()}),
]
LENGTH = 12  # tokens per text, with padding
print(textwrap.fill(f"{len(words)} words: " + " ".join(words), 110))

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 2

# %% [markdown]
# ### Question 1: from text to ids
#
# - `tokens(text)` returns the list of the tokens of one text, by the rules above. A letter is what Python's `str.isalpha` calls one.
# - `text_ids(texts, words, length)` returns an integer array of shape `(len(texts), length)`: the ids of each text's tokens, and then
#   zeros. Any other token is `<unk>`, id 1. Of a text with more than `length` tokens the first `length` stay.
#
# *What the check looks at:* the tokens of four texts; the ids of three with a small vocabulary.

# %% [raw]
# # BEGIN SOLUTION


# %%
def tokens(text):
    """The tokens of `text`, a list of str: words in lower case, single digits,
    commas."""
    # BEGIN SOLUTION NO PROMPT
    found, word = [], ""
    for letter in text.lower() + " ":
        if letter.isalpha():
            word += letter
            continue
        if word:
            found.append(word)
            word = ""
        if letter.isdigit() or letter == ",":
            found.append(letter)
    return found
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def text_ids(texts, words, length):
    """The ids of the texts' tokens, padded with zeros at the end:
    an integer array (len(texts), length)."""
    # BEGIN SOLUTION NO PROMPT
    place = {word: number for number, word in enumerate(words)}
    ids = np.zeros((len(texts), length), dtype="int32")
    for row, text in zip(ids, texts):
        found = [place.get(token, 1) for token in tokens(text)][:length]
        row[: len(found)] = found
    return ids
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
def test_tokens_of_four_texts(tokens):
    examples = {
        "3 de mar. de 1987": "3 de mar de 1 9 8 7",
        "Mar 31, 1820": "mar 3 1 , 1 8 2 0",
        "terça-feira, 3 de março de 1987": "terça feira , 3 de março de 1 9 8 7",
        "środa, 10 września 1890": "środa , 1 0 września 1 8 9 0",
    }
    for text, wanted in examples.items():
        found = tokens(text)
        assert found is not None and found is not ..., (
            "tokens returns nothing yet: fill in its blank."
        )
        assert list(found) == wanted.split(), (
            f"The tokens of {text!r} should be {wanted.split()}; yours are "
            f"{list(found)}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_ids_of_three_texts(text_ids):
    import numpy as np

    small = ["<pad>", "<unk>", "dia", "1", "2", "marca", "may"]
    ids = text_ids(["may 2 1", "1 2 marca 2 1 2 1", "dois"], small, 6)
    assert ids is not None and ids is not ..., (
        "text_ids returns nothing yet: fill in its blank."
    )
    ids = np.asarray(ids)
    assert ids.shape == (3, 6), (
        f"Three texts of length 6 need ids of shape (3, 6), not {ids.shape}."
    )
    wanted = [[6, 4, 3, 0, 0, 0], [3, 4, 5, 4, 3, 4], [1, 0, 0, 0, 0, 0]]
    assert ids.tolist() == wanted, (
        f"The ids should be {wanted}; yours are {ids.tolist()}. Unknown words are 1, "
        "zeros fill up at the end, "
        "and what is too long is cut at its end."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Some texts are not cut into tokens as the rules say.
""" # END TEST CONFIG


def test_tokens_of_other_texts(tokens, rng):
    import re

    names = "Żółw luty Março SETEMBRO maj Août Ćma sobota Feira w Ńó".split()
    marks = [" ", ", ", "-", ". ", " / ", "  ", " (", "): "]
    for _ in range(12):
        parts = []
        for _ in range(int(rng.integers(2, 9))):
            word = str(rng.choice(names)) if rng.random() < 0.5 else str(rng.integers(0, 5000))
            parts += [word, str(rng.choice(marks))]
        text = "".join(parts)
        wanted = re.findall(r"\d|,|[^\W\d_]+", text.lower())
        found = tokens(text)
        assert found is not None and list(found) == wanted, (
            f"Expected the tokens {wanted} of {text!r}, but got {found}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The ids of texts with another vocabulary or another length are wrong.
""" # END TEST CONFIG


def test_ids_of_other_texts(text_ids, rng):
    import numpy as np
    from autograder import checks

    letters = "abcdefghijklmnop"
    known = ["".join(rng.choice(list(letters), size=5)) for _ in range(30)]
    known = list(dict.fromkeys(known)) + [str(digit) for digit in range(5)]
    vocabulary = ["<pad>", "<unk>", *(str(word) for word in rng.permutation(known))]
    length = int(rng.integers(5, 9))
    texts, wanted = [], np.zeros((40, length), dtype=int)
    for row in wanted:
        size = int(rng.integers(1, 12))
        chosen = [str(word) for word in rng.choice([*known, "zzz", "9", "qqq"], size=size)]
        texts.append(" ".join(chosen))
        numbers = [vocabulary.index(word) if word in known else 1 for word in chosen][:length]
        row[: len(numbers)] = numbers
    hint = "A token's id is its place in `words`, unknown tokens are 1, and padding goes to the end."
    checks.close(text_ids(texts, vocabulary, length), wanted, "the ids", hint, rtol=0, atol=0)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# From here on the notebook uses ids that Keras makes from the column `tokens` of the file, so that a slip in question 1 does not
# follow you. The cell also tells you whether your own ids agree.

# %%
look_up = layers.TextVectorization(
    standardize=None,
    split="whitespace",
    vocabulary=words[2:],
    output_sequence_length=LENGTH,
)
x_train, x_dev = (
    np.asarray(look_up([row["tokens"] for row in part])).astype("int32")
    for part in (train_rows, dev_rows)
)
iso_train, iso_dev = ([row["iso"] for row in part] for part in (train_rows, dev_rows))
print("x_train", x_train.shape, " x_dev", x_dev.shape)

mine = text_ids([row["text"] for row in train_rows], words, LENGTH)
if mine is None or np.shape(mine) != x_train.shape:
    print("Finish question 1, and this line says whether your ids agree with these.")
else:
    same = (np.asarray(mine) == x_train).all(axis=1)
    print(f"Your ids agree with these for {same.sum()} of {len(same)} texts.")

# %% [markdown]
# ## 2. Teacher forcing
#
# The decoder writes a date symbol by symbol. Two symbols frame it: `^` says *begin*, and with `$` the decoder says *I have
# finished*. (All dates have 10 characters here, but a decoder that must not know this can also write other things.)

# %%
# a symbol's id is its place: ^ is 0, $ is 1, - is 2, the digit 0 is 3
SYMBOLS = "^$-0123456789"
START, END = 0, 1

# %% [markdown]
# At every step the decoder reads the symbol before and predicts the next one. When it writes on its own, the symbol before is
# its own last answer. In training it would begin with nonsense, and every step would build on the nonsense of the step before.
# So in training it reads the **right** symbol before, whatever it has predicted: *teacher forcing* (Williams and
# Zipser, 1989). All steps are then known in advance and run in one go:
#
# | step | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 |
# |---|---|---|---|---|---|---|---|---|---|---|---|
# | the decoder reads | `^` | `1` | `9` | `8` | `7` | `-` | `0` | `3` | `-` | `0` | `3` |
# | it must answer | `1` | `9` | `8` | `7` | `-` | `0` | `3` | `-` | `0` | `3` | `$` |
#
# The two rows are the same date, shifted by one. Without the shift the answer would stand in the input, and the network would
# learn to copy it: a perfect loss, and a useless model.

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 2

# %% [markdown]
# ### Question 2: inputs and targets
#
# Write `teacher_forcing(isos)` for a list of $N$ strings that all have the same number $n$ of characters. It returns **two** integer
# arrays of shape $(N, n+1)$: what the decoder reads, and what it must answer, as ids (places in `SYMBOLS`).
#
# *What the check looks at:* shapes and ids for two dates. The hidden tests use strings of other lengths, and a single one.

# %% [raw]
# # BEGIN SOLUTION


# %%
def teacher_forcing(isos):
    """What the decoder reads and what it must answer:
    two integer arrays (len(isos), characters + 1)."""
    # BEGIN SOLUTION NO PROMPT
    dates = np.array([[SYMBOLS.index(symbol) for symbol in iso] for iso in isos], dtype="int32")
    start, end = np.full_like(dates[:, :1], START), np.full_like(dates[:, :1], END)
    return np.concatenate([start, dates], axis=1), np.concatenate([dates, end], axis=1)
    # END SOLUTION
    """ # BEGIN PROMPT
    reads, answers = ..., ...
    return reads, answers
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_what_the_decoder_reads(teacher_forcing):
    import numpy as np

    result = teacher_forcing(["1987-03-03", "2046-12-25"])
    assert result is not None and len(result) == 2, (
        "teacher_forcing should return two arrays."
    )
    assert result[0] is not None and result[0] is not ..., (
        "teacher_forcing does not return what the decoder reads yet: fill in its blank."
    )
    reads = np.asarray(result[0])
    assert reads.shape == (2, 11), (
        "For two dates of 10 characters the decoder reads ids of shape (2, 11), not "
        f"{reads.shape}."
    )
    wanted = [
        [0, 4, 12, 11, 10, 2, 3, 6, 2, 3, 6],
        [0, 5, 3, 7, 9, 2, 4, 5, 2, 5, 8],
    ]
    for iso, row, right in zip(["1987-03-03", "2046-12-25"], reads.tolist(), wanted):
        assert row == right, (
            f"For {iso} the decoder should read {right} (0 is ^); yours reads {row}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_what_it_must_answer(teacher_forcing):
    import numpy as np

    result = teacher_forcing(["1987-03-03", "2046-12-25"])
    assert result is not None and len(result) == 2, (
        "teacher_forcing should return two arrays."
    )
    assert result[1] is not None and result[1] is not ..., (
        "teacher_forcing does not return the answers yet: fill in its blank."
    )
    answers = np.asarray(result[1])
    assert answers.shape == (2, 11), (
        "For two dates of 10 characters the answers have the shape (2, 11), not "
        f"{answers.shape}."
    )
    wanted = [
        [4, 12, 11, 10, 2, 3, 6, 2, 3, 6, 1],
        [5, 3, 7, 9, 2, 4, 5, 2, 5, 8, 1],
    ]
    for iso, row, right in zip(["1987-03-03", "2046-12-25"], answers.tolist(), wanted):
        assert row == right, (
            f"For {iso} the answers should be {right} (1 is $); yours are {row}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For strings of some length, or for a single string, what the decoder reads is wrong. It reads ^ first, and then the string.
""" # END TEST CONFIG


def test_reads_of_other_lengths(teacher_forcing, rng):
    from autograder import checks

    for number, size in [(9, int(rng.integers(2, 8))), (4, int(rng.integers(12, 20))), (1, 10)]:
        ids = rng.integers(2, 13, size=(number, size))
        result = teacher_forcing(["".join("^$-0123456789"[i] for i in row) for row in ids])
        assert result is not None and len(result) == 2, "teacher_forcing should return two arrays."
        wanted = [[0, *row] for row in ids]
        checks.close(result[0], wanted, "what the decoder reads", "First ^, then the string.", rtol=0, atol=0)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For strings of some length, or for a single string, what the decoder must answer is wrong. It is the string, and then $.
""" # END TEST CONFIG


def test_answers_of_other_lengths(teacher_forcing, rng):
    from autograder import checks

    for number, size in [(9, int(rng.integers(2, 8))), (4, int(rng.integers(12, 20))), (1, 10)]:
        ids = rng.integers(2, 13, size=(number, size))
        result = teacher_forcing(["".join("^$-0123456789"[i] for i in row) for row in ids])
        assert result is not None and len(result) == 2, "teacher_forcing should return two arrays."
        wanted = [[*row, 1] for row in ids]
        checks.close(result[1], wanted, "what it must answer", "First the string, then $.", rtol=0, atol=0)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# From here on the notebook uses the ids that stand in the columns `reads` and `answers` of the file, so that a slip in question 2
# does not follow you either. Again the cell tells you whether yours agree.

# %%
reads_train, reads_dev, answers_train, answers_dev = (
    np.array([row[column].split() for row in part], dtype="int32")
    for column in ("reads", "answers")
    for part in (train_rows, dev_rows)
)
print("reads_train", reads_train.shape, " answers_train", answers_train.shape)

result = teacher_forcing(iso_train)
for name, mine, given in zip(
    ["reads", "answers"],
    [None, None] if result is None else result,
    [reads_train, answers_train],
):
    if mine is None or mine is ... or np.shape(mine) != given.shape:
        print(f"Finish question 2, and this line says whether your {name} agree.")
    else:
        same = (np.asarray(mine) == given).all(axis=1)
        print(f"Your {name} agree with these for {same.sum()} of {len(same)} dates.")

# %% [markdown]
# ## 3. The encoder
#
# The encoder turns the $T$ ids of a text into vectors and reads them with a GRU (Cho and others, 2014), a recurrent
# layer with gates:
#
# $$x_j = \text{embedding}(\text{id}_j), \qquad h_j = \operatorname{GRU}(x_j, h_{j-1}), \qquad h_0 = 0 .$$
#
# A plain encoder-decoder hands only the last state on: the whole date in one vector. We keep **all** states, one per token, for
# attention to look at.
#
# | | shape | |
# |---|---|---|
# | ids | (batch, $T$) | 0 is padding |
# | $x$ | (batch, $T$, embedding size) | |
# | states $h_1, \dots, h_T$ | (batch, $T$, units) | one per token: the keys of attention |
# | last state | (batch, units) | the state after the last **real** token |
#
# Mind the padding. If the GRU goes on reading through five paddings, its last state is no longer that of the last token. A
# layer gets a *mask* to skip them: `layers.GRU(...)(x, mask=...)` with True for real tokens repeats the old state at padding.

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 2

# %% [markdown]
# ### Question 3: `Encoder`
#
# `__init__` is given: a `layers.Embedding` and a `layers.GRU` (with Keras' default settings) that returns all states and the
# last one. Write `call(ids)`. It returns the **two** tensors *(states, last)* of the shapes above; padding has no influence on `last`.
#
# *What the check looks at:* the shapes. The hidden tests put weights of their own into your encoder, compare the states and the last
# state with the GRU's equations, and add padding.

# %% [raw]
# # BEGIN SOLUTION


# %%
class Encoder(layers.Layer):
    """ids (batch, T) become states (batch, T, units) and the last state
    (batch, units)."""

    def __init__(self, vocabulary_size, embedding_size, units):
        super().__init__()
        self.embedding = layers.Embedding(vocabulary_size, embedding_size)
        self.gru = layers.GRU(units, return_sequences=True, return_state=True)

    def call(self, ids):
        # BEGIN SOLUTION NO PROMPT
        states, last = self.gru(self.embedding(ids), mask=ops.not_equal(ids, 0))
        return states, last
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
def test_encoder_shapes(Encoder):
    import numpy as np

    result = Encoder(20, 5, 7)(
        np.array([[3, 4, 1, 0], [2, 19, 8, 5], [6, 0, 0, 0]], dtype="int32")
    )
    assert result is not None and result is not ..., (
        "Encoder returns nothing yet: fill in the blank of `call`."
    )
    assert len(result) == 2, "The encoder should return two tensors: states, last."
    states, last = np.asarray(result[0]), np.asarray(result[1])
    assert states.shape == (3, 4, 7), (
        f"3 texts of 4 tokens, 7 units: states of shape (3, 4, 7), not {states.shape}."
    )
    assert last.shape == (3, 7), (
        f"The last state should have shape (3, 7), not {last.shape}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, the states of your encoder are not those of a GRU over the embeddings of the ids, one state per token.
""" # END TEST CONFIG


def test_states_follow_the_equations(Encoder, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    vocabulary, size, units, time = (int(n) for n in rng.permutation([5, 6, 7, 8]) + [20, 0, 0, 0])
    ids = rng.integers(1, vocabulary, size=(6, time)).astype("int32")  # no padding
    encoder = Encoder(vocabulary, size, units)
    shapes = weight_shapes(encoder, ids)
    wanted = [(vocabulary, size), (size, 3 * units), (units, 3 * units), (2, 3 * units)]
    assert sorted(shapes) == sorted(wanted), (
        f"Expected weights of shapes {wanted}: an embedding and a GRU; but got {shapes}."
    )
    fresh = {shape: rng.normal(scale=0.7, size=shape).astype("float32") for shape in wanted}
    encoder.set_weights([fresh[shape] for shape in shapes])
    table, kernel, recurrent, bias = (fresh[shape].astype(float) for shape in wanted)
    h, states = np.zeros((6, units)), []
    for t in range(time):  # the order of the gates in Keras: update z, reset r, candidate
        (z, r, new), (hz, hr, hn) = (
            np.split(part, 3, axis=1) for part in (table[ids[:, t]] @ kernel + bias[0], h @ recurrent + bias[1])
        )
        z, r = 1 / (1 + np.exp(-z - hz)), 1 / (1 + np.exp(-r - hr))
        h = z * h + (1 - z) * np.tanh(new + r * hn)
        states.append(h)
    result = encoder(ids)
    assert result is not None and len(result) == 2, "The encoder should return two tensors: states, last."
    hint = "Embed the ids, give the sequence to the GRU, and return the state of each token."
    checks.close(result[0], np.stack(states, axis=1), "the states", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, the last state of your encoder is not that of a GRU over the embeddings of the ids.
""" # END TEST CONFIG


def test_last_state_follows_the_equations(Encoder, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    vocabulary, size, units, time = (int(n) for n in rng.permutation([5, 6, 7, 8]) + [20, 0, 0, 0])
    ids = rng.integers(1, vocabulary, size=(6, time)).astype("int32")  # no padding
    encoder = Encoder(vocabulary, size, units)
    shapes = weight_shapes(encoder, ids)
    wanted = [(vocabulary, size), (size, 3 * units), (units, 3 * units), (2, 3 * units)]
    assert sorted(shapes) == sorted(wanted), (
        f"Expected weights of shapes {wanted}: an embedding and a GRU; but got {shapes}."
    )
    fresh = {shape: rng.normal(scale=0.7, size=shape).astype("float32") for shape in wanted}
    encoder.set_weights([fresh[shape] for shape in shapes])
    table, kernel, recurrent, bias = (fresh[shape].astype(float) for shape in wanted)
    h = np.zeros((6, units))
    for t in range(time):  # the order of the gates in Keras: update z, reset r, candidate
        (z, r, new), (hz, hr, hn) = (
            np.split(part, 3, axis=1) for part in (table[ids[:, t]] @ kernel + bias[0], h @ recurrent + bias[1])
        )
        z, r = 1 / (1 + np.exp(-z - hz)), 1 / (1 + np.exp(-r - hr))
        h = z * h + (1 - z) * np.tanh(new + r * hn)
    result = encoder(ids)
    assert result is not None and len(result) == 2, "The encoder should return two tensors: states, last."
    hint = "Embed the ids, give the sequence to the GRU, and return its last state."
    checks.close(result[1], h, "the last state", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Padding at the end of a text must not change its states or its last state. The ids 0 are padding, and the GRU skips them if it gets a mask.
""" # END TEST CONFIG


def test_encoder_skips_padding(Encoder, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    lengths = [int(n) for n in rng.permutation([1, 2, 4, 6, 7])]
    ids = rng.integers(1, 30, size=(5, 7)) * (np.arange(7) < np.array(lengths)[:, None])
    encoder = Encoder(30, 6, 8)
    shapes = weight_shapes(encoder, ids.astype("int32"))
    encoder.set_weights([rng.normal(size=shape).astype("float32") for shape in shapes])
    result = encoder(ids.astype("int64"))
    assert result is not None and len(result) == 2, "The encoder should return two tensors: states, last."
    states = checks.shape(result[0], (5, 7, 8), "the states")
    last = checks.shape(result[1], (5, 8), "the last state")
    hint = "Give the GRU a mask that is True for ids other than 0."
    for row, length in enumerate(lengths):
        alone = encoder(ids[row : row + 1, :length].astype("int32"))
        name = f"of a text of {length} tokens among longer ones"
        checks.close(last[row], np.asarray(alone[1])[0], f"the last state {name}", hint, 1e-3, 1e-4)
        checks.close(states[row, :length], np.asarray(alone[0])[0], f"the states {name}", hint, 1e-3, 1e-4)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 4. Attention
#
# When the decoder is about to write the month, it should look at the name of the month, wherever that stands. Its state $s_i$ is
# the **query**; the encoder's states $h_1, \dots, h_T$ are the **keys**. A small network scores each pair, a softmax
# turns the scores into weights, and the **context** $c_i$ is the weighted average of the encoder's states:
#
# $$e_{ij} = v^\top \tanh(W_q s_i + W_k h_j), \qquad
#   \alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k=1}^{T} \exp(e_{ik})}, \qquad
#   c_i = \sum_{j=1}^{T} \alpha_{ij} h_j .$$
#
# This is *additive* attention: Bahdanau, Cho and Bengio (2015), equations 5 and 6, and their appendix A.1.2 for the score (they
# write $W_a$, $U_a$, $v_a$). In one point we do as Luong and others (2015, section 3): the query is the decoder's *current* state, not the
# one before. So with teacher forcing all decoder states are known first, and all $S$ queries can look at all $T$ keys at once:
#
# | | shape |
# |---|---|
# | queries $s$ | (batch, $S$, query size) |
# | keys $h$ | (batch, $T$, key size) |
# | keep | (batch, $T$), True for real tokens |
# | $W_q s_i + W_k h_j$ for all pairs | (batch, $S$, $T$, units) |
# | $e$, $\alpha$ | (batch, $S$, $T$); $\alpha$ sums to 1 over the **keys** |
# | context $c$ | (batch, $S$, key size) |
#
# Padding is no token, so it must get weight 0, and the others must still sum to 1: its scores become a huge negative number
# **before** the softmax, as $\exp(-10^9) = 0$. Scores themselves may be large, some hundreds above or below zero, so do not choose a
# number that is only a little smaller than usual scores. (`ops.softmax` does not mind large scores; a softmax of your own must
# subtract the largest score that is no padding first, or $\exp$ overflows.)
#
# **By hand.** One query $s = (1)$ and three keys $(1,0,0)$, $(0,1,0)$, $(9,9,9)$, the last one padding. With $W_q s = (1, 0)$,
# $W_k h_1 = (0, 1)$, $W_k h_2 = (0, -1)$ and $v = (1, 2)$:
#
# $$e_1 = \tanh 1 + 2\tanh 1 = 2.285, \qquad e_2 = \tanh 1 - 2\tanh 1 = -0.762,$$
#
# $$\alpha = (0.955,\ 0.045,\ 0),$$
#
# and the context is $0.955\,(1,0,0) + 0.045\,(0,1,0) = (0.955,\ 0.045,\ 0)$. In a second text the query is $s = (0)$ and the third key
# is a real token, with $W_k h_3 = (0, 0)$. There $e = (1.523, -1.523, 0)$ and $\alpha = (0.790,\ 0.038,\ 0.172)$.

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 4

# %% [markdown]
# ### Question 4: `AdditiveAttention`
#
# `__init__` is given: $W_q$, $W_k$ and $v$ are three `layers.Dense` without bias. Write `call(queries, keys, keep)`. It returns the
# **two** tensors *(context, weights)* of shapes (batch, $S$, key size) and (batch, $S$, $T$). Write the formula out yourself, without
# `layers.AdditiveAttention`: that one comes afterwards.
#
# A hint on shapes: `queries[:, :, None]` and `keys[:, None]` have a new axis of length 1, and adding the two pairs everything
# with everything. Useful: `ops.tanh`, `ops.squeeze`, `ops.where`, `ops.softmax`, `ops.matmul`.
#
# *What the check looks at:* if all keys are equal, the context is that key, whatever the weights; and the example by hand, a batch of
# two texts with one query each. The hidden tests draw other sizes and weights, change the keys at padding, try one query, one key
# and one text alone, and large scores.

# %% [raw]
# # BEGIN SOLUTION


# %%
class AdditiveAttention(layers.Layer):
    """A weighted average of the keys for each query; Bahdanau and others (2015)."""

    def __init__(self, units):
        super().__init__()
        self.W_q = layers.Dense(units, use_bias=False)
        self.W_k = layers.Dense(units, use_bias=False)
        self.v = layers.Dense(1, use_bias=False)

    def call(self, queries, keys, keep):
        """The context (batch, S, key size) and the weights (batch, S, T)."""
        # BEGIN SOLUTION NO PROMPT
        pairs = self.W_q(queries)[:, :, None] + self.W_k(keys)[:, None]
        scores = ops.squeeze(self.v(ops.tanh(pairs)), axis=-1)
        scores = ops.where(keep[:, None], scores, -1e9)
        weights = ops.softmax(scores, axis=-1)
        return ops.matmul(weights, keys), weights
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
def test_average_of_equal_keys(AdditiveAttention, weight_shapes):
    import numpy as np

    numbers = np.random.default_rng(0)
    queries, keep = numbers.normal(size=(2, 4, 5)), np.ones((2, 6), dtype=bool)
    queries = queries.astype("float32")
    keys = np.tile(
        np.array([[[1.0, -2.0, 3.0]], [[0.5, 0.0, -1.0]]], dtype="float32"), (1, 6, 1)
    )
    layer = AdditiveAttention(7)
    shapes = weight_shapes(layer, queries, keys, keep)
    layer.set_weights([numbers.normal(size=shape) for shape in shapes])
    result = layer(queries, keys, keep)
    assert result is not None and result is not ..., (
        "AdditiveAttention returns nothing yet: fill in the blank of `call`."
    )
    assert len(result) == 2, "`call` should return two tensors: context, weights."
    context, weights = np.asarray(result[0]), np.asarray(result[1])
    assert weights.shape == (2, 4, 6), (
        f"4 queries and 6 keys: weights of shape (2, 4, 6), not {weights.shape}."
    )
    assert context.shape == (2, 4, 3), (
        f"4 queries, keys of size 3: a context of shape (2, 4, 3), not {context.shape}."
    )
    assert np.allclose(context, keys[:, :4], atol=1e-4), (
        "Six keys [1, -2, 3] average to [1, -2, 3]; yours gives "
        f"{context[0, 0].round(3).tolist()}. "
        "Do the weights of each query sum to 1 over the keys?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_attention_by_hand(AdditiveAttention, weight_shapes):
    import numpy as np

    queries = np.array([[[1.0]], [[0.0]]], dtype="float32")
    keys = np.array(
        [[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [9.0, 9.0, 9.0]]] * 2, dtype="float32"
    )
    keep = np.array([[True, True, False], [True, True, True]])
    layer = AdditiveAttention(2)
    shapes = weight_shapes(layer, queries, keys, keep)
    assert shapes, (
        "AdditiveAttention uses no weights yet: fill in the blank of `call`."
    )
    given = {
        (1, 2): [[1.0, 0.0]],
        (3, 2): [[0.0, 1.0], [0.0, -1.0], [0.0, 0.0]],
        (2, 1): [[1.0], [2.0]],
        (2,): [1.0, 2.0],
    }
    assert len(shapes) == 3 and set(shapes) <= set(given), (
        "For queries of size 1, keys of size 3 and 2 units the weights are W_q (1, "
        f"2), W_k (3, 2), v (2, 1); yours are {shapes}."
    )
    layer.set_weights([np.array(given[shape], dtype="float32") for shape in shapes])
    context, weights = (np.asarray(part) for part in layer(queries, keys, keep))
    assert weights.shape == (2, 1, 3), (
        "2 texts, 1 query each, 3 keys: weights of shape (2, 1, 3), not "
        f"{weights.shape}. (An `ops.squeeze` without `axis` drops every axis of "
        "length 1.)"
    )
    examples = [
        ("first", "2.285, -0.762, and the third key is padding", [0.9546, 0.0454, 0]),
        ("second", "1.523, -1.523 and 0", [0.7902, 0.0376, 0.1723]),
    ]
    for number, (name, scores, wanted) in enumerate(examples):
        mine = weights[number, 0]
        assert np.allclose(mine, wanted, atol=1e-3), (
            f"In the {name} text the weights should be {np.round(wanted, 3).tolist()}; "
            f"yours are {mine.round(3).tolist()}. The scores are {scores}."
        )
        average = np.array(wanted) @ keys[number]
        assert context.shape == (2, 1, 3) and np.allclose(
            context[number, 0], average, atol=0.01
        ), (
            f"In the {name} text the context should be {average.round(3).tolist()}, in "
            f"shape (2, 1, 3); yours is {context.round(3).tolist()}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With inputs and weights that we chose, the attention weights are not the softmax of v . tanh(W_q s + W_k h) over the keys.
""" # END TEST CONFIG


def test_weights_follow_the_formula(AdditiveAttention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    for batch in (1, 2, 3):
        s, t, q, k, units = (int(n) for n in rng.permutation([4, 5, 6, 7, 8]))
        queries, keys = (rng.normal(size=size).astype("float32") for size in [(batch, s, q), (batch, t, k)])
        layer, keep = AdditiveAttention(units), np.ones((batch, t), dtype=bool)
        shapes = weight_shapes(layer, queries, keys, keep)
        w_q, w_k, v = (rng.normal(size=size).astype("float32") for size in [(q, units), (k, units), (units, 1)])
        named = {w_q.shape: w_q, w_k.shape: w_k, v.shape: v, (units,): v[:, 0]}
        assert len(shapes) == 3 and set(shapes) <= set(named), (
            f"Expected weights of shapes {[w_q.shape, w_k.shape, v.shape]}, but got {shapes}."
        )
        layer.set_weights([named[shape] for shape in shapes])
        scores = (np.tanh((queries @ w_q)[:, :, None] + (keys @ w_k)[:, None]) @ v)[..., 0]
        alpha = np.exp(scores) / np.exp(scores).sum(axis=2, keepdims=True)
        result = layer(queries, keys, keep)
        assert result is not None and len(result) == 2, "`call` should return two tensors: context, weights."
        weights = checks.shape(result[1], alpha.shape, "the attention weights")
        checks.sums_to_one(weights, 2, "the weights of each query", "The softmax runs over the keys, the last axis.")
        hint = "e = v . tanh(W_q s + W_k h), then a softmax over the keys."
        checks.close(weights, alpha, "the attention weights", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The context must be the sum of the keys times your attention weights, and these must not be the same for all keys.
""" # END TEST CONFIG


def test_context_is_the_weighted_sum_of_the_keys(AdditiveAttention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    for kind in ("float32", "float64"):
        batch, s, t, q, k, units = (int(n) for n in rng.permutation([2, 3, 4, 5, 6, 7]))
        queries, keys = (rng.normal(size=size).astype(kind) for size in [(batch, s, q), (batch, t, k)])
        layer, keep = AdditiveAttention(units), np.ones((batch, t), dtype=bool)
        shapes = weight_shapes(layer, queries, keys, keep)
        layer.set_weights([rng.normal(size=shape).astype("float32") for shape in shapes])
        result = layer(queries, keys, keep)
        assert result is not None and len(result) == 2, "`call` should return two tensors: context, weights."
        # The student's own weights: whether they are right is the test before this one.
        weights = checks.shape(result[1], (batch, s, t), "the attention weights")
        hint = "context[b, i] is the sum over j of weights[b, i, j] * keys[b, j]."
        checks.close(result[0], weights @ keys, "the context", hint, rtol=1e-3, atol=1e-3)
        checks.differs(weights[:, :, 0], weights[:, :, 1], "the weight from key to key")


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Padding must get the weight 0, the real tokens must share all of it as they would without padding, and keys at padding must not matter.
""" # END TEST CONFIG


def test_padding_has_no_influence(AdditiveAttention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    lengths = rng.permutation([1, 2, 4, 6])
    keep = np.arange(6) < lengths[:, None]
    queries, keys = (rng.normal(size=size).astype("float32") for size in [(4, 3, 5), (4, 6, 7)])
    layer = AdditiveAttention(8)
    shapes = weight_shapes(layer, queries, keys, keep)
    layer.set_weights([rng.normal(size=shape).astype("float32") for shape in shapes])
    junk = np.where(keep[:, :, None], keys, 5 * rng.normal(size=keys.shape)).astype("float32")
    first, second = layer(queries, keys, keep), layer(queries, junk, keep)
    without = layer(queries, keys, np.ones_like(keep))
    assert first is not None and len(first) == 2, "`call` should return two tensors: context, weights."
    weights = checks.shape(first[1], (4, 3, 6), "the attention weights")
    hint = "Set the scores of padding to a huge negative number before the softmax."
    checks.masked(weights, keep[:, None], "the attention weights", hint)
    # The scores of real tokens are as without padding, so they share the weight in the same proportions.
    real = checks.shape(without[1], (4, 3, 6), "the attention weights") * keep[:, None]
    real = real / real.sum(axis=2, keepdims=True)
    checks.close(weights, real, "the weights of the real tokens", hint, rtol=1e-3, atol=1e-4)
    checks.close(second[1], weights, "the weights with other keys at padding", hint, rtol=1e-3, atol=1e-4)
    checks.close(second[0], np.asarray(first[0]), "the context with other keys at padding", hint, 1e-3, 1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: One query, one key or one text alone must get the shapes, weights and context that it gets among several. (An `ops.squeeze` without `axis` drops every axis of length 1.)
""" # END TEST CONFIG


def test_one_query_one_key_one_text(AdditiveAttention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    queries, keys = (rng.normal(size=size).astype("float32") for size in [(3, 4, 5), (3, 6, 7)])
    keep = np.ones((3, 6), dtype=bool)
    layer = AdditiveAttention(8)
    shapes = weight_shapes(layer, queries, keys, keep)
    layer.set_weights([rng.normal(size=shape).astype("float32") for shape in shapes])
    result = layer(queries, keys, keep)
    assert result is not None and len(result) == 2, "`call` should return two tensors: context, weights."
    context = checks.shape(result[0], (3, 4, 7), "the context of 3 texts, 4 queries")
    weights = checks.shape(result[1], (3, 4, 6), "the weights of 3 texts, 4 queries, 6 keys")
    for name, texts, asked in [
        ("3 texts with one query", slice(None), slice(2, 3)),
        ("one text", slice(1, 2), slice(None)),
        ("one text with one query", slice(1, 2), slice(2, 3)),
    ]:
        result = layer(queries[texts, asked], keys[texts], keep[texts])
        checks.close(result[1], weights[texts, asked], f"the weights of {name}", rtol=1e-3, atol=1e-4)
        checks.close(result[0], context[texts, asked], f"the context of {name}", rtol=1e-3, atol=1e-4)
    result = layer(queries, keys[:, :1], keep[:, :1])
    checks.close(result[1], np.ones((3, 4, 1)), "the weights of a single key", rtol=1e-3, atol=1e-4)
    checks.close(result[0], np.repeat(keys[:, :1], 4, axis=1), "the context of a single key", rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With scores some hundreds above or below zero, beside padding, the attention weights are not those of the formula. If they are right otherwise, look at the number that padding gets, and at the softmax.
""" # END TEST CONFIG


def test_large_scores(AdditiveAttention, weight_shapes, rng):
    # The first unit is -1 for each real token and 1 for padding, or the other way round. v gives it much weight, so
    # it moves all real scores by the same huge number, which a softmax does not notice.
    import numpy as np
    from autograder import checks

    keep = np.arange(5) < np.array([[3], [5], [2]])
    queries, keys = (rng.normal(size=size).astype("float32") for size in [(3, 2, 4), (3, 5, 3)])
    w_q, w_k, v = (rng.normal(size=size).astype("float32") for size in [(4, 6), (3, 6), (6, 1)])
    queries[:, :, 0], keys[:, :, 0] = 0, np.where(keep, -20, 20)
    w_q[:, 0], w_k[:, 0] = 0, [1, 0, 0]
    w_k[0, 1:] = 0
    for large in (300, -300):
        v[0] = large
        layer = AdditiveAttention(6)
        shapes = weight_shapes(layer, queries, keys, keep)
        named = {(4, 6): w_q, (3, 6): w_k, (6, 1): v, (6,): v[:, 0]}
        assert len(shapes) == 3 and set(shapes) <= set(named), (
            f"Expected weights of shapes (4, 6), (3, 6) and (6, 1), but got {shapes}."
        )
        layer.set_weights([named[shape] for shape in shapes])
        scores = (np.tanh((queries @ w_q)[:, :, None] + (keys @ w_k)[:, None]).astype(float) @ v)[..., 0]
        scores = np.where(keep[:, None], scores, -np.inf)
        alpha = np.exp(scores - scores.max(axis=2, keepdims=True))
        alpha = alpha / alpha.sum(axis=2, keepdims=True)
        result = layer(queries, keys, keep)
        assert result is not None and len(result) == 2, "`call` should return two tensors: context, weights."
        hint = f"The scores of real tokens are near {-large}, those of padding near {large}."
        checks.close(result[1], alpha, "the attention weights", hint, rtol=1e-2, atol=1e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### The same layer in Keras
#
# Keras has this attention too, as `layers.AdditiveAttention`. Its call is
#
#     layer([query, value, key], mask=[query_mask, value_mask], return_attention_scores=True)
#
# *Value* is what is averaged: here the keys themselves. The result is the context, and with `return_attention_scores=True`
# the weights too (they are called scores there, but the softmax has been taken). The layer has no $W_q$ and $W_k$: whoever calls it hands in
# $W_q s$ and $W_k h$. (Many tutorials leave them out and hand in $s$ and $h$.) Its only weight, `scale`, is $v$: a vector of shape (units,).
#
# The next cell makes a layer of it that is called like yours, `KerasAttention(units)(queries, keys, keep)`.


# %%
class KerasAttention(layers.Layer):
    """Additive attention by Keras: the context (batch, S, key size)
    and the weights (batch, S, T)."""

    def __init__(self, units):
        super().__init__()
        self.W_q = layers.Dense(units, use_bias=False)
        self.W_k = layers.Dense(units, use_bias=False)
        self.attention = layers.AdditiveAttention()  # its weight `scale` is v

    def call(self, queries, keys, keep):
        context, weights = self.attention(
            [self.W_q(queries), keys, self.W_k(keys)],
            mask=[None, keep],
            return_attention_scores=True,
        )
        return context, weights


# %% [raw]
# # BEGIN QUESTION
# name: q4b
# points: 1

# %% [markdown]
# ### Question 4b: the same weights
#
# Write `with_weights(w_q, w_k, v)`. It returns a new `KerasAttention` that has these weights: arrays of shapes (query size, units), (key
# size, units) and (units, 1), as the three `layers.Dense` of question 4 have them. This lets you compare the two layers: with the same
# weights they must give the same.
#
# Hints: a layer of Keras makes its weights when it is called for the first time, so let it look at zeros first. (The notebook's
# `weight_shapes(layer, queries, keys, keep)` calls a layer and tells the shapes of its weights, in their order.) Then
# `set_weights([...])` sets all weights of a layer.
#
# *What the check looks at:* your layer with the weights of the example by hand. The hidden test draws other weights and sizes.

# %% [raw]
# # BEGIN SOLUTION


# %%
def with_weights(w_q, w_k, v):
    """A KerasAttention with these weights: (query size, units), (key size, units),
    (units, 1)."""
    # BEGIN SOLUTION NO PROMPT
    layer = KerasAttention(v.shape[0])
    layer(np.zeros((1, 2, w_q.shape[0])), np.zeros((1, 2, w_k.shape[0])), np.ones((1, 2), dtype=bool))
    layer.set_weights([w_q, w_k, v[:, 0]])
    return layer
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
def test_keras_by_hand(with_weights):
    import numpy as np

    layer = with_weights(
        np.array([[1.0, 0.0]], dtype="float32"),
        np.array([[0.0, 1.0], [0.0, -1.0], [0.0, 0.0]], dtype="float32"),
        np.array([[1.0], [2.0]], dtype="float32"),
    )
    assert layer is not None and layer is not ..., (
        "with_weights returns nothing yet: fill in its blank."
    )
    queries = np.array([[[1.0]], [[0.0]]], dtype="float32")
    keys = np.array(
        [[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [9.0, 9.0, 9.0]]] * 2, dtype="float32"
    )
    keep = np.array([[True, True, False], [True, True, True]])
    weights = np.asarray(layer(queries, keys, keep)[1])
    wanted = np.array([[[0.9546, 0.0454, 0.0]], [[0.7902, 0.0376, 0.1723]]])
    now = [np.round(weight, 3).tolist() for weight in layer.get_weights()]
    assert weights.shape == wanted.shape and np.allclose(weights, wanted, atol=1e-3), (
        "With the weights of the example by hand your layer should give "
        f"{wanted.round(3).tolist()}; it gives {weights.round(3).tolist()}. "
        f"Its weights are now {now}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights of other sizes, the layer that with_weights returns does not give what additive attention with these weights gives.
""" # END TEST CONFIG


def test_keras_with_other_weights(with_weights, rng):
    import numpy as np
    from autograder import checks

    for q, k in [(3, 5), (6, 6)]:
        units = int(rng.integers(7, 10))
        w_q, w_k, v = (rng.normal(size=size).astype("float32") for size in [(q, units), (k, units), (units, 1)])
        queries, keys = (rng.normal(size=size).astype("float32") for size in [(3, 2, q), (3, 4, k)])
        keep = np.arange(4) < np.array([[2], [4], [3]])
        layer = with_weights(w_q, w_k, v)
        assert layer is not None and layer is not ..., "with_weights should return a layer."
        scores = (np.tanh((queries @ w_q)[:, :, None] + (keys @ w_k)[:, None]) @ v)[..., 0]
        alpha = np.exp(scores) * keep[:, None]
        alpha = alpha / alpha.sum(axis=2, keepdims=True)
        result = layer(queries, keys, keep)
        hint = "W_q and W_k are the weights of the two Dense layers, v is the scale of layers.AdditiveAttention."
        checks.close(result[1], alpha, "the attention weights", hint, rtol=1e-3, atol=1e-4)
        checks.close(result[0], alpha @ keys, "the context", hint, rtol=1e-3, atol=1e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Do your layer and Keras' one give the same? Here both get the same weights and look at the same random keys, some of them
# padding.

# %%
if ready("with_weights", "4b"):
    numbers = np.random.default_rng(0)
    queries, keys = numbers.normal(size=(3, 1, 5)), numbers.normal(size=(3, 6, 7))
    keep = np.arange(6) < np.array([[6], [2], [4]])
    try:
        own = AdditiveAttention(8)
        own(queries, keys, keep)
        theirs = with_weights(
            *(part.get_weights()[0] for part in (own.W_q, own.W_k, own.v))
        )
        pairs = zip(own(queries, keys, keep), theirs(queries, keys, keep))
        for name, (mine, given) in zip(["contexts", "weights"], pairs):
            gap = np.abs(np.asarray(mine) - np.asarray(given)).max()
            print(f"largest difference of the {name}: {gap:.1e}")
    except Exception as problem:
        print("This comparison needs questions 4 and 4b. Python says:", problem)

# %% [markdown]
# ## 5. The decoder
#
# The decoder is a second GRU. It starts from the encoder's last state, reads the symbol before, asks attention with its new
# state, and answers from both, state and context:
#
# $$s_i = \operatorname{GRU}(\text{embedding}(y_{i-1}), s_{i-1}), \qquad s_0 = h_{\text{last}}$$
#
# $$c_i = \text{attention}(s_i, h), \qquad \text{logits}_i = [s_i; c_i]\, W_o + b_o .$$
#
# $[s_i; c_i]$ puts the two vectors one after the other (`ops.concatenate`). There is no softmax at the end: *logits* are the
# numbers before it, and the loss will know that.
#
# From here on the attention may be either of the two: your own `AdditiveAttention(units)` or the given `KerasAttention(units)`, which are called
# in the same way. So the decoder does not make its attention, it **gets** it, as a layer.
#
# The decoder serves twice. In training it gets all symbols of a date at once. When it writes on its own it gets one symbol at a
# time, and the state that it returned a step before.

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 3

# %% [markdown]
# ### Question 5: `Decoder`
#
# `__init__` is given; `attention` is the layer to look with. Write `call(symbols, state, states, keep)`:
#
# | | shape | |
# |---|---|---|
# | `symbols` | (batch, $S$) | ids of the symbols before; $S$ may be 11 or 1 |
# | `state` | (batch, units) | the state to start from, $s_0$ |
# | `states`, `keep` | (batch, $T$, units), (batch, $T$) | the encoder's states, and which are real tokens |
#
# It returns **three** tensors: the logits (batch, $S$, number of symbols), the last state $s_S$ (batch, units), and the attention weights
# (batch, $S$, $T$). A GRU takes its first state as `initial_state=...`.
#
# *What the check looks at:* the shapes. The hidden tests put weights of their own into your decoder and compare the last state, the
# attention weights and the logits with the equations, and ask whether one symbol at a time gives the same as all at once. All of them
# hand in a `KerasAttention`, so a slip in question 4 costs nothing here.

# %% [raw]
# # BEGIN SOLUTION


# %%
class Decoder(layers.Layer):
    """Symbols before, a state to start from, the encoder's states: logits, last state,
    attention weights."""

    def __init__(self, vocabulary_size, embedding_size, units, attention):
        super().__init__()
        self.embedding = layers.Embedding(vocabulary_size, embedding_size)
        self.gru = layers.GRU(units, return_sequences=True, return_state=True)
        self.attention = attention
        self.output_layer = layers.Dense(vocabulary_size)

    def call(self, symbols, state, states, keep):
        # BEGIN SOLUTION NO PROMPT
        own_states, last = self.gru(self.embedding(symbols), initial_state=state)
        context, weights = self.attention(own_states, states, keep)
        logits = self.output_layer(ops.concatenate([own_states, context], axis=-1))
        return logits, last, weights
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
def test_decoder_shapes(Decoder, KerasAttention):
    import numpy as np

    numbers = np.random.default_rng(0)
    symbols = numbers.integers(0, 9, size=(3, 4)).astype("int32")
    state, states = (
        numbers.normal(size=size).astype("float32") for size in [(3, 7), (3, 6, 7)]
    )
    decoder = Decoder(9, 5, 7, KerasAttention(8))
    result = decoder(symbols, state, states, np.ones((3, 6), dtype=bool))
    assert result is not None and result is not ..., (
        "Decoder returns nothing yet: fill in the blank of `call`."
    )
    assert len(result) == 3, (
        "The decoder should return three tensors: logits, last state, attention "
        "weights."
    )
    logits, last, weights = (np.asarray(part) for part in result)
    assert logits.shape == (3, 4, 9), (
        f"4 steps, 9 symbols: logits of shape (3, 4, 9), not {logits.shape}."
    )
    assert last.shape == (3, 7), (
        f"The last state should have shape (3, 7), not {last.shape}."
    )
    assert weights.shape == (3, 4, 6), (
        f"4 steps, 6 tokens: weights of shape (3, 4, 6), not {weights.shape}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, the last state that your decoder returns is not that of a GRU that starts from `state` and reads the symbols.
""" # END TEST CONFIG


def test_last_state(Decoder, KerasAttention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    vocabulary, size, units, u, time, steps = (int(n) for n in rng.permutation([5, 6, 7, 8, 9, 10]) + [26, 0, 0, 0, 0, 0])
    symbols = rng.integers(0, vocabulary, size=(1, steps))
    state, states = (rng.normal(size=shape).astype("float32") for shape in [(1, units), (1, time, units)])
    keep = np.arange(time) < rng.integers(2, time + 1, size=1)[:, None]
    attention = KerasAttention(u)
    decoder = Decoder(vocabulary, size, units, attention)
    wanted = [(vocabulary, size), (size, 3 * units), (units, 3 * units), (2, 3 * units)]
    shapes = weight_shapes(decoder, symbols, state, states, keep)
    assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted}, but got {shapes}."
    fresh = [rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes]
    decoder.set_weights(fresh)
    named = {weight.shape: weight.astype(float) for weight in fresh}
    table, kernel, recurrent, bias = (named[shape] for shape in wanted)
    h = state.astype(float)
    for t in range(steps):
        (z, r, new), (hz, hr, hn) = (
            np.split(part, 3, axis=1) for part in (table[symbols[:, t]] @ kernel + bias[0], h @ recurrent + bias[1])
        )
        z, r = 1 / (1 + np.exp(-z - hz)), 1 / (1 + np.exp(-r - hr))
        h = z * h + (1 - z) * np.tanh(new + r * hn)
    result = decoder(symbols, state, states, keep)
    assert result is not None and len(result) == 3, "The decoder should return three tensors."
    checks.close(result[1], h, "the last state", "Does the GRU start from `state`?", rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With weights that we chose, the attention weights are not what the attention that was handed in gives with the GRU's states as queries and the encoder's states as keys, padding left out.
""" # END TEST CONFIG


def test_attention_of_the_decoder(Decoder, KerasAttention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    vocabulary, size, units, u, time, steps = (int(n) for n in rng.permutation([5, 6, 7, 8, 9, 10]) + [26, 0, 0, 0, 0, 0])
    symbols = rng.integers(0, vocabulary, size=(4, steps))
    state, states = (rng.normal(size=shape).astype("float32") for shape in [(4, units), (4, time, units)])
    keep = np.arange(time) < rng.integers(2, time + 1, size=4)[:, None]
    attention = KerasAttention(u)
    decoder = Decoder(vocabulary, size, units, attention)
    wanted = [(vocabulary, size), (size, 3 * units), (units, 3 * units), (2, 3 * units)]
    shapes = weight_shapes(decoder, symbols, state, states, keep)
    assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted}, but got {shapes}."
    fresh = [rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes]
    decoder.set_weights(fresh)
    named = {weight.shape: weight.astype(float) for weight in fresh}
    table, kernel, recurrent, bias = (named[shape] for shape in wanted)
    assert attention.built, "The decoder should look with the attention that it is given."
    w_q, w_k, scale = (rng.normal(size=shape).astype("float32") for shape in [(units, u), (units, u), (u,)])
    attention.set_weights([w_q, w_k, scale])

    def gru(h):
        """The states after each symbol, from the first state h on."""
        own = []
        for t in range(steps):
            (z, r, new), (hz, hr, hn) = (
                np.split(part, 3, axis=1) for part in (table[symbols[:, t]] @ kernel + bias[0], h @ recurrent + bias[1])
            )
            z, r = 1 / (1 + np.exp(-z - hz)), 1 / (1 + np.exp(-r - hr))
            h = z * h + (1 - z) * np.tanh(new + r * hn)
            own.append(h)
        return np.stack(own, axis=1)

    result = decoder(symbols, state, states, keep)
    assert result is not None and len(result) == 3, "The decoder should return three tensors."
    weights = checks.sums_to_one(checks.shape(result[2], (4, steps, time), "the attention weights"), 2, "the weights")
    gaps = []
    for first in (state, 0 * state):  # a GRU that starts from zeros is looked at in another test
        scores = np.tanh((gru(first) @ w_q)[:, :, None] + (states @ w_k)[:, None]) @ scale
        alpha = np.exp(scores) * keep[:, None]
        gaps.append(np.abs(alpha / alpha.sum(axis=2, keepdims=True) - weights).max())
    hint = "The queries are the GRU's states, the keys the encoder's states, and keep goes along."
    checks.at_most(min(gaps), 0.002, "the gap between your attention weights and those of the equations", hint)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With weights that we chose, the logits are not [s; c] W + b of the GRU's states s and of the contexts c that belong to your attention weights. There is no softmax at the end.
""" # END TEST CONFIG


def test_logits(Decoder, KerasAttention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    vocabulary, size, units, u, time, steps = (int(n) for n in rng.permutation([5, 6, 7, 8, 9, 10]) + [26, 0, 0, 0, 0, 0])
    symbols = rng.integers(0, vocabulary, size=(3, steps))
    state, states = (rng.normal(size=shape).astype("float32") for shape in [(3, units), (3, time, units)])
    keep = np.arange(time) < rng.integers(2, time + 1, size=3)[:, None]
    attention = KerasAttention(u)
    decoder = Decoder(vocabulary, size, units, attention)
    wanted = [
        (vocabulary, size), (size, 3 * units), (units, 3 * units), (2, 3 * units), (2 * units, vocabulary), (vocabulary,)
    ]  # fmt: skip
    shapes = weight_shapes(decoder, symbols, state, states, keep)
    assert set(wanted) <= set(shapes), f"Expected weights of shapes {wanted}, but got {shapes}."
    fresh = [rng.normal(scale=0.7, size=shape).astype("float32") for shape in shapes]
    decoder.set_weights(fresh)
    named = {weight.shape: weight.astype(float) for weight in fresh}
    table, kernel, recurrent, bias, output, output_bias = (named[shape] for shape in wanted)

    def gru(h):
        """The states after each symbol, from the first state h on."""
        own = []
        for t in range(steps):
            (z, r, new), (hz, hr, hn) = (
                np.split(part, 3, axis=1) for part in (table[symbols[:, t]] @ kernel + bias[0], h @ recurrent + bias[1])
            )
            z, r = 1 / (1 + np.exp(-z - hz)), 1 / (1 + np.exp(-r - hr))
            h = z * h + (1 - z) * np.tanh(new + r * hn)
            own.append(h)
        return np.stack(own, axis=1)

    result = decoder(symbols, state, states, keep)
    assert result is not None and len(result) == 3, "The decoder should return three tensors."
    logits = checks.shape(result[0], (3, steps, vocabulary), "the logits")
    context = checks.shape(result[2], (3, steps, time), "the attention weights") @ states
    gaps = []
    for first in (state, 0 * state):  # a GRU that starts from zeros is looked at in another test
        own = gru(first)
        for pair in [(own, context), (context, own)]:  # either order is right
            gaps.append(np.abs(np.concatenate(pair, axis=2) @ output + output_bias - logits).max())
    checks.at_most(min(gaps), 0.005, "the gap between your logits and [s; c] W + b", "No softmax at the end.")


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: One symbol at a time, each step from the state that the step before returned, must give the same logits as all symbols at once, and another first state must give others.
""" # END TEST CONFIG


def test_decoder_step_by_step(Decoder, KerasAttention, weight_shapes, rng):
    import numpy as np
    from autograder import checks

    symbols = rng.integers(0, 11, size=(4, 6)).astype("int32")
    state, states = (rng.normal(size=shape).astype("float32") for shape in [(4, 8), (4, 5, 8)])
    keep = np.arange(5) < rng.integers(2, 6, size=4)[:, None]
    decoder = Decoder(11, 7, 8, KerasAttention(6))
    shapes = weight_shapes(decoder, symbols, state, states, keep)
    decoder.set_weights([rng.normal(size=shape).astype("float32") for shape in shapes])
    result = decoder(symbols, state, states, keep)
    assert result is not None and len(result) == 3, "The decoder should return three tensors."
    logits, last = checks.shape(result[0], (4, 6, 11), "the logits"), np.asarray(result[1])
    hint = "Start the GRU from `state`, and return its last state."
    for t in range(6):
        result = decoder(symbols[:, t : t + 1], state, states, keep)
        name = f"the logits of step {t + 1}, one symbol at a time"
        checks.close(np.asarray(result[0])[:, 0], logits[:, t], name, hint, rtol=1e-3, atol=1e-3)
        state = np.asarray(result[1])
    checks.close(state, last, "the last state, one symbol at a time", hint, rtol=1e-3, atol=1e-3)
    other = decoder(symbols, rng.normal(size=(4, 8)).astype("float32"), states, keep)
    checks.differs(other[0], logits, "the logits from another first state", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 6. Training
#
# The next cell connects the two parts into one Keras model: ids of texts and symbols go in, logits come out.


# %%
UNITS, EMBEDDING = 64, 32


def connect(encoder, decoder):
    """One model from [text ids (batch, LENGTH),
    symbols (batch, S)] to logits (batch, S, symbols)."""
    ids = keras.Input((LENGTH,), dtype="int32")
    symbols = keras.Input((None,), dtype="int32")
    states, last = encoder(ids)
    logits, _, _ = decoder(symbols, last, states, ops.not_equal(ids, 0))
    return keras.Model([ids, symbols], logits)


# %% [markdown]
# The loss is the cross-entropy of the next symbol, averaged over all 11 steps. No target is padded (all dates are equally long),
# so every step counts. What do lazier answers get on dates that they have not seen?
#
# | answer | exact matches |
# |---|---|
# | always the same date | 0% |
# | this network without attention, trained alike | 0% to 3% |
# | this network after one epoch instead of five | 1% to 7% |
# | this network | 99% to 100% |
#
# (Measured with several seeds, with the attention of question 4. Without attention, 30 epochs gave 8% with one seed and 72% with
# another.)
#
# The loss alone does not say what went wrong in a training. The next cell says it in words, from the development set: `how_trained` counts
# how many next symbols are right, with the right symbols before. The checks use it too, for no points.


# %%
def how_trained(encoder, decoder, history):
    """What became of a training, in words; "well" if 97% of next symbols are right."""

    def answers(ids):
        states, last = encoder(ids)
        return np.asarray(decoder(reads_dev, last, states, ids != 0)[0])

    logits, others = answers(x_dev), answers(np.roll(x_dev, 1, axis=0))
    right, with_other_text = (
        np.mean(made.argmax(axis=2) == answers_dev) for made in (logits, others)
    )
    if right >= 0.97:
        return "well"
    trained = isinstance(history, keras.callbacks.History)
    if not trained and right < 0.3:
        return "little was learned, and `history` is not what `fit` returns"
    if trained and history.params:
        if len(history.epoch) * history.params["steps"] < 150:
            return "fewer than 150 steps were made; 5 epochs are 300"
        loss = history.model.loss
        if isinstance(loss, str) or not getattr(loss, "from_logits", True):
            if np.abs(logits.sum(axis=2) - 1).max() > 0.01:
                return "the loss took logits for probabilities"
    if right < 0.4:
        return "the network does not know what a date looks like"
    if right - with_other_text < 0.1:
        return "the network does as well with the texts of other dates"
    return "the network has learned from the texts, and not enough yet"


# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 3
# builds_on:
#     q3: the network that is trained contains the student's own encoder
#     q5: the network that is trained contains the student's own decoder

# %% [markdown]
# ### Question 6: train it
#
# Make `encoder` (with `len(words)` words) and `decoder` (with `len(SYMBOLS)` symbols), both with `EMBEDDING` and `UNITS`. The decoder's
# attention is `KerasAttention(UNITS)`, or your own `AdditiveAttention(UNITS)` if the cell after question 4b found it equal. Connect and compile
# them: `keras.losses.SparseCategoricalCrossentropy(from_logits=True)`, and Adam with a learning rate that falls from 0.01 to 0, for
# example `keras.optimizers.schedules.CosineDecay(0.01, steps)`, where `steps` is the number of all training steps. Train on
# `x_train`, `reads_train` and `answers_train` with batches of 64 (60 steps per epoch) for 5 epochs, and keep what `fit` returns as `history`.
#
# It takes some seconds. Other sizes, optimisers and other ways to train are fine, but train *your* classes of questions 3 and 5: this is
# the one question where a slip in an earlier one may cost points again, because a network of wrong parts learns less.
#
# *What the check looks at:* with the right symbols before, *all* next symbols are right for at least 22 of 24 texts; if not,
# `how_trained` says why. The hidden test lets your encoder and decoder write 500 dates that are not in the file, and counts exact
# matches; it asks for 90%. It does so from their weights, by the equations of questions 3 to 5, so that a parser of dates in place of a
# network earns nothing there.

# %% [raw]
# # BEGIN SOLUTION

# %%
keras.utils.set_random_seed(1)
# BEGIN SOLUTION NO PROMPT
encoder = Encoder(len(words), EMBEDDING, UNITS)
decoder = Decoder(len(SYMBOLS), EMBEDDING, UNITS, KerasAttention(UNITS))
model = connect(encoder, decoder)
model.compile(
    optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 5 * 60)),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
history = model.fit([x_train, reads_train], answers_train, batch_size=64, epochs=5, verbose=0)
# END SOLUTION
""" # BEGIN PROMPT
encoder = ...
decoder = ...
history = ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_next_symbols(encoder, decoder, words):
    import numpy as np

    assert encoder is not None and encoder is not ..., (
        "There is no `encoder` yet: make it and train it."
    )
    assert decoder is not None and decoder is not ..., (
        "There is no `decoder` yet: make it and train it."
    )
    dates = {
        "sábado , 1 5 de julho de 2 0 2 3": "2023-07-15",
        "2 de setembro de 1 8 9 1": "1891-09-02",
        "1 4 de mar de 2 0 6 6": "2066-03-14",
        "niedziela , 1 3 maja 2 0 8 5": "2085-05-13",
        "1 1 października 2 0 4 7": "2047-10-11",
        "9 lip 2 0 6 5": "2065-07-09",
        "wednesday , december 2 8 , 2 0 3 3": "2033-12-28",
        "march 1 9 , 1 9 9 0": "1990-03-19",
        "may 3 0 , 1 8 1 0": "1810-05-30",
        "domingo , 5 de fevereiro de 1 9 6 7": "1967-02-05",
        "1 7 de maio de 1 8 8 9": "1889-05-17",
        "2 2 de nov de 2 0 3 2": "2032-11-22",
        "wtorek , 1 1 sierpnia 1 8 1 8": "1818-08-11",
        "1 5 kwietnia 1 8 5 6": "1856-04-15",
        "1 7 sie 1 8 4 0": "1840-08-17",
        "sunday , june 4 , 1 9 3 3": "1933-06-04",
        "may 1 , 1 9 6 8": "1968-05-01",
        "jun 2 6 , 1 8 8 8": "1888-06-26",
        "sábado , 2 2 de agosto de 1 9 3 6": "1936-08-22",
        "1 9 de fevereiro de 1 9 9 5": "1995-02-19",
        "5 de ago de 1 8 3 6": "1836-08-05",
        "poniedziałek , 1 9 grudnia 2 0 0 5": "2005-12-19",
        "2 3 czerwca 1 8 8 9": "1889-06-23",
        "1 5 wrz 1 8 0 4": "1804-09-15",
    }
    ids, known = np.zeros((24, 12), dtype="int32"), list(words)
    for row, text in zip(ids, dates):
        row[: len(text.split())] = [known.index(word) for word in text.split()]
    right = np.array(
        [["^$-0123456789".index(symbol) for symbol in iso] for iso in dates.values()],
        dtype="int32",
    )
    before = np.concatenate([np.zeros((24, 1), dtype="int32"), right[:, :-1]], axis=1)
    states, last = encoder(ids)
    logits = np.asarray(decoder(before, last, states, ids != 0)[0])
    assert logits.shape == (24, 10, 13), (
        f"24 texts, 10 steps, 13 symbols: not {logits.shape}."
    )
    fine = int(np.sum((logits.argmax(axis=2) == right).all(axis=1)))
    assert fine >= 22, (
        f"For {fine} of 24 texts all next symbols are right; 22 are needed. Is the "
        "loss below 0.02 at the end? Do the inputs and targets of `fit` belong "
        "together? Do the checks of questions 3 and 5 pass?"
    )


# %%
""" # BEGIN TEST CONFIG
points: 0
""" # END TEST CONFIG
def test_how_they_were_trained(encoder, decoder, history, how_trained):
    assert encoder is not None and encoder is not ..., (
        "There is no `encoder` yet: make it and train it."
    )
    assert decoder is not None and decoder is not ..., (
        "There is no `decoder` yet: make it and train it."
    )
    found = how_trained(encoder, decoder, history)
    assert found == "well", f"What became of the training: {found}."


# %%
""" # BEGIN TEST CONFIG
points: 2
hidden: true
failure_message: Either your trained encoder and decoder write fewer than 90% of unseen dates exactly, or they do not compute what the equations of questions 3 to 5 say with their weights. Train until the loss is below 0.02, and look at questions 3 and 5 again.
""" # END TEST CONFIG


def test_unseen_dates(encoder, decoder, heldout, rng, thresholds):
    # A date parser must not earn this, whether it hides in the encoder or in the decoder. So the examiner decodes by
    # itself: GRUs, embeddings, attention and the last layer in numpy, from the weights. First it is checked that the
    # trained objects give the same numbers. Slips of questions 3 to 5 are tried too, and cost only what they cost in
    # accuracy: no mask in the encoder or in the decoder; a decoder that starts from zeros, leaves the context out or
    # ends with a softmax; an attention of the student's own with a slip, which sees states only, never a text.
    import numpy as np
    from autograder import checks

    for name, thing in [("encoder", encoder), ("decoder", decoder)]:
        assert thing is not None and thing is not ..., f"There is no `{name}`."
    dates, symbols = heldout["dates"], "^$-0123456789"
    place = {word: number for number, word in enumerate(dates["words"])}
    ids = np.zeros((len(dates["tokens"]), 12), dtype="int32")
    for row, text in zip(ids, dates["tokens"]):
        row[: len(text.split())] = [place.get(word, 1) for word in text.split()]
    keep = ids != 0

    def parts(weights, vocabulary, others):
        """Embedding, the GRU's three weights, `others`; what is left, in its order."""
        left = [np.asarray(weight, dtype=float) for weight in weights]

        def take(fits):
            found = next((i for i, weight in enumerate(left) if weight.ndim == 2 and fits(*weight.shape)), None)
            assert found is not None, f"The weights have shapes {[w.shape for w in left]}, not those of the question."
            return left.pop(found)

        bias = take(lambda rows, columns: rows == 2 and columns % 3 == 0)
        units = bias.shape[1] // 3
        table = take(lambda rows, columns: rows == vocabulary)
        kernel = take(lambda rows, columns: (rows, columns) == (table.shape[1], 3 * units))
        recurrent = take(lambda rows, columns: (rows, columns) == (units, 3 * units))
        return [table, kernel, recurrent, bias, *[take(fits) for fits in others]], left

    def gru(x, h, real, kernel, recurrent, bias):
        states = []
        for t in range(x.shape[1]):
            (z, r, new), (hz, hr, hn) = (
                np.split(part, 3, axis=1) for part in (x[:, t] @ kernel + bias[0], h @ recurrent + bias[1])
            )
            z, r = 1 / (1 + np.exp(-z - hz)), 1 / (1 + np.exp(-r - hr))
            h = np.where(real[:, t, None], z * h + (1 - z) * np.tanh(new + r * hn), h)
            states.append(h)
        return np.stack(states, axis=1), h

    def softmax(scores):
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)

    (words_table, *reader), _ = parts(encoder.get_weights(), len(dates["words"]), [])
    few = rng.choice(len(ids), size=24, replace=False)
    units = len(reader[1])  # the GRU's recurrent weights
    result = encoder(ids[few])
    claimed = [checks.shape(result[0], (24, 12, units), "the states"), checks.shape(result[1], (24, units), "the last")]
    gaps, encoded = [], []
    for real in (keep, np.ones_like(keep)):
        states, last = gru(words_table[ids], np.zeros((len(ids), units)), real, *reader)
        encoded.append((states.astype("float32"), last.astype("float32")))
        difference = np.abs(claimed[0] - states[few])[keep[few]].max() + np.abs(claimed[1] - last[few]).max()
        gaps.append(difference)
    checks.at_most(min(gaps), 0.01, "the gap between your trained encoder and a GRU with its weights")
    states, last = encoded[int(np.argmin(gaps))]

    wide = lambda rows, columns: rows in (units, 2 * units) and columns == len(symbols)
    (table, *writer, output), left = parts(decoder.get_weights(), len(symbols), [wide])
    output_bias = next(weight for weight in left if weight.shape == (len(symbols),))
    inner = [weight for weight in left if weight is not output_bias]

    def by_equations(w_q, w_k, v, real):
        def look(own, rows):
            scores = np.tanh((own @ w_q)[:, :, None] + (states[rows] @ w_k)[:, None]) @ v
            return softmax(np.where(real[rows][:, None], scores, -1e9)) @ states[rows]

        return look

    def by_own_layer(own, rows):
        looked = decoder.attention(own.astype("float32"), states[rows], keep[rows])
        return checks.shape(looked[0], own.shape, "the context of your attention")

    def answer(before, start, rows, look, order, end):
        real = np.ones(before.shape, dtype=bool)
        own, state = gru(table[before], start, real, *writer)
        context = look(own, rows)
        features = [[own, context], [context, own], [own], [context]][order]
        return end(np.concatenate(features, axis=2) @ output + output_bias), state

    before = rng.integers(0, len(symbols), size=(24, 10)).astype("int32")
    logits = checks.shape(decoder(before, last[few], states[few], keep[few])[0], (24, 10, 13), "the logits")
    looks = [by_own_layer]
    vectors = [weight.reshape(-1) for weight in inner if 1 in (weight.ndim, weight.shape[-1])]
    matrices = [weight for weight in inner if 1 not in (weight.ndim, weight.shape[-1])]
    if (len(vectors), len(matrices)) == (1, 2):
        pairs = [matrices, matrices[::-1]]  # W_q first, or W_k
        looks = [by_equations(*pair, *vectors, real) for real in (keep, np.ones_like(keep)) for pair in pairs] + looks
    ways = [
        (start, look, order, end)
        for look in looks
        for start in (1.0, 0.0)
        for order in ((0, 1) if len(output) == 2 * units else (2, 3))
        for end in (lambda scores: scores, softmax)
    ]
    found, gap = None, np.inf
    for start, *how in ways:
        gap = np.abs(answer(before, start * last[few], few, *how)[0] - logits).max()
        if gap <= 0.01:
            found = start, how
            break
    checks.at_most(gap, 0.01, "the gap between your trained decoder and the equations with its weights")
    start, how = found

    symbol, state, written = np.zeros((len(ids), 1), dtype="int32"), start * last.astype(float), []
    for _ in range(10):
        logits, state = answer(symbol, state, slice(None), *how)
        symbol = logits.argmax(axis=2)
        written.append(symbol[:, 0])
    texts = ["".join(symbols[i] for i in row).split("$")[0] for row in np.stack(written, axis=1)]
    share = float(np.mean([text == answer for text, answer in zip(texts, dates["answers"])]))
    checks.at_least(share, thresholds["exact_match"], "the share of exact matches on unseen dates")


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
if ready("history", 6):
    figure, axis = plt.subplots(figsize=(6, 3))
    losses = history.history["loss"]
    axis.semilogy(np.arange(1, 1 + len(losses)), losses, "o-", label="training loss")
    axis.axhline(
        np.log(len(SYMBOLS)),
        color="gray",
        linestyle="--",
        label="guessing among 13 symbols",
    )
    axis.set(
        xlabel="epoch",
        ylabel="cross-entropy (log scale)",
        xticks=range(1, 1 + len(losses)),
    )
    axis.legend()
    plt.show()

# %% [markdown]
# ## 7. Writing
#
# Now the decoder writes on its own. *Greedy decoding* takes the most likely symbol at each step and reads it at the next:
#
# 1. The encoder reads the text: states and last state. The first symbol is `^`, the first state the encoder's last one.
# 2. The decoder reads the symbol and the state; it returns logits and a new state.
# 3. The symbol with the largest logit is written, and becomes the symbol to read. Back to 2.
# 4. A text is finished at `$`, or after `steps` symbols.
#
# All texts of a batch take each step together. One that has finished goes on for the others' sake; what it writes after its `$` is
# thrown away.
#
# To try this you need no trained network. The next cell has a pair that speaks no language: its weights are random numbers. It is
# called like your encoder and your decoder, with any number of symbols at once, and returns tensors of the same shapes. A wrong symbol,
# state or mask leads it astray at once.


# %%
class RandomEncoder(layers.Layer):
    """ids (batch, T) become states (batch, T, units) and the last state: the average
    of the real tokens' states."""

    def __init__(self, vectors):
        super().__init__()
        self.vectors = ops.convert_to_tensor(vectors)

    def call(self, ids):
        states = ops.take(self.vectors, ids, axis=0)
        real = ops.cast(ops.not_equal(ids, 0), "float32")[:, :, None]
        return states, ops.sum(states * real, axis=1) / ops.sum(real, axis=1)


class RandomDecoder(layers.Layer):
    """A step: state = tanh(state A + a row of B), logits = (state + c) C + d.
    c is the average of the encoder's states that keep keeps."""

    def __init__(self, A, B, C, d):
        super().__init__()
        self.A, self.B, self.C, self.d = map(ops.convert_to_tensor, (A, B, C, d))

    def call(self, symbols, state, states, keep):
        real = ops.cast(keep, "float32")[:, None]
        weights = real / ops.sum(real, axis=2, keepdims=True)
        context = ops.matmul(weights, states)[:, 0]
        rows = ops.take(self.B, symbols, axis=0)
        state, logits = ops.cast(state, "float32"), []
        for step in range(symbols.shape[1]):
            state = ops.tanh(ops.matmul(state, self.A) + rows[:, step])
            logits.append(ops.matmul(state + context, self.C) + self.d)
        logits = ops.stack(logits, axis=1)
        return logits, state, ops.repeat(weights, symbols.shape[1], axis=1)


# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 2

# %% [markdown]
# ### Question 7: `translate`
#
# Write `translate(encoder, decoder, ids, steps)` for ids of shape (batch, $T$). It returns a list of strings, what was written for each
# text: without `^` at the beginning, and without `$` and what comes after it. A text whose first symbol is `$` becomes the empty
# string. It must work for any encoder and decoder that are called as `encoder(ids)` and `decoder(symbols, state, states, keep)` and return what
# questions 3 and 5 say, also for untrained ones.
#
# *What the check looks at:* with a `RandomEncoder` and a `RandomDecoder`, one string per text; then the string is given to the decoder with
# teacher forcing: its answers must be the string's own symbols, for that is what greedy means. The hidden tests use other random
# weights, other lengths, padding, one text alone, and decoders that write `$` early. None of them needs your own encoder or decoder.

# %% [raw]
# # BEGIN SOLUTION


# %%
def translate(encoder, decoder, ids, steps=10):
    """What the decoder writes for each text: a list of str,
    at most `steps` symbols each."""
    # BEGIN SOLUTION NO PROMPT
    states, state = encoder(ids)
    keep = np.asarray(ids) != 0
    symbol, written = np.full((len(ids), 1), START, dtype="int32"), []
    for _ in range(steps):
        logits, state, _ = decoder(symbol, state, states, keep)
        symbol = np.argmax(np.asarray(logits), axis=-1).astype("int32")
        written.append(symbol[:, 0])
    lines = ["".join(SYMBOLS[number] for number in row) for row in np.stack(written, axis=1)]
    return [line.split(SYMBOLS[END])[0] for line in lines]
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
def test_each_symbol_is_the_most_likely_one(translate, RandomEncoder, RandomDecoder):
    import numpy as np

    numbers = np.random.default_rng(5)
    vectors, A, B, C = (
        numbers.normal(size=size).astype("float32")
        for size in [(60, 8), (8, 8), (13, 8), (8, 13)]
    )
    d = np.zeros(13, dtype="float32")
    d[:2] = -100, 3  # never ^ again, and $ from time to time
    encoder, decoder = RandomEncoder(vectors), RandomDecoder(A, B, C, d)
    ids = numbers.integers(1, 60, size=(12, 12)).astype("int32")
    ids[::2, 7:] = 0
    texts = translate(encoder, decoder, ids)
    assert texts is not None and texts is not ..., (
        "translate returns nothing yet: fill in its blank."
    )
    assert len(texts) == 12 and all(isinstance(text, str) for text in texts), (
        "For 12 texts translate should return a list of 12 strings."
    )
    longest = max(len(text) for text in texts)
    assert longest <= 10, f"At most 10 symbols should be written; yours has {longest}."
    assert not any("$" in text for text in texts), (
        "`$` ends a text, and is not part of it."
    )
    before = np.zeros((12, 10), dtype="int32")
    for row, text in zip(before, texts):
        assert set(text) <= set("-0123456789"), (
            f"{text!r} holds something that this decoder never writes."
        )
        row[1 : len(text) + 1] = ["^$-0123456789".index(symbol) for symbol in text][:9]
    states, last = encoder(ids)
    best = np.asarray(decoder(before, last, states, ids != 0)[0]).argmax(axis=2)
    for row, text in zip(best, texts):
        answers = "".join("^$-0123456789"[i] for i in row)[: len(text) + 1]
        wanted = (text + "$")[:10]
        assert answers == wanted, (
            f"translate wrote {text!r}. Reading it, the decoder would write "
            f"{answers!r}, so {text!r} is not "
            "the most likely symbol at each step."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With a RandomEncoder and a RandomDecoder that never write $, what your translate writes is not what greedy decoding gives.
""" # END TEST CONFIG


def test_greedy_decoding(translate, RandomEncoder, RandomDecoder, rng):
    # Random weights speak no language that a parser could know, so only real decoding can agree.
    import numpy as np

    def expected(ids, vectors, A, B, C, d, steps):
        """The symbols that greedy decoding writes, also those after $: (texts, steps)."""
        keep = (ids != 0)[:, :, None]
        state = context = (vectors[ids] * keep).sum(axis=1) / keep.sum(axis=1)
        symbol, rows = np.zeros(len(ids), dtype=int), []
        for _ in range(steps):
            state = np.tanh(state @ A + B[symbol])
            symbol = ((state + context) @ C + d).argmax(axis=1)
            rows.append(symbol)
        return np.stack(rows, axis=1)

    for number, time, units in [(30, 12, 8), (3, 5, 6), (1, 9, 7)]:
        steps = int(rng.integers(6, 13))
        vectors, A, B, C = (
            rng.normal(size=size).astype("float32") for size in [(40, units), (units, units), (13, units), (units, 13)]
        )
        d = np.float32([-100, -100, *rng.normal(size=11)])  # never ^ and never $
        lengths = rng.integers(2, time + 1, size=number)
        ids = (rng.integers(1, 40, size=(number, time)) * (np.arange(time) < lengths[:, None])).astype("int32")
        wanted = ["".join("^$-0123456789"[i] for i in row) for row in expected(ids, vectors, A, B, C, d, steps)]
        texts = translate(RandomEncoder(vectors), RandomDecoder(A, B, C, d), ids, steps)
        assert texts is not None and len(texts) == number, f"Expected a list of {number} strings."
        wrong = [(text, want) for text, want in zip(texts, wanted) if text != want]
        assert len(wrong) <= number // 20, (  # two logits may be equal but for rounding
            f"For {len(wrong)} of {number} texts something else was written: {str(wrong[0][0])!r} instead of "
            f"{wrong[0][1]!r}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: With a RandomEncoder and a RandomDecoder that write $ early, your translate does not write what greedy decoding gives up to the first $.
""" # END TEST CONFIG


def test_texts_end_at_the_first_end(translate, RandomEncoder, RandomDecoder, rng):
    import numpy as np

    def expected(ids, vectors, A, B, C, d, steps):
        """The symbols that greedy decoding writes, also those after $: (texts, steps)."""
        keep = (ids != 0)[:, :, None]
        state = context = (vectors[ids] * keep).sum(axis=1) / keep.sum(axis=1)
        symbol, rows = np.zeros(len(ids), dtype=int), []
        for _ in range(steps):
            state = np.tanh(state @ A + B[symbol])
            symbol = ((state + context) @ C + d).argmax(axis=1)
            rows.append(symbol)
        return np.stack(rows, axis=1)

    ids = rng.integers(1, 40, size=(40, 6)).astype("int32")
    for end in [1, 2, 3, 4, 5] * 20:  # until a third of the texts would go on after $, and a quarter does not end
        vectors, A, B, C = (rng.normal(size=size).astype("float32") for size in [(40, 8), (8, 8), (13, 8), (8, 13)])
        d = np.float32([-100, end, *np.zeros(11)])  # never ^
        rows = ["".join("^$-0123456789"[i] for i in row) for row in expected(ids, vectors, A, B, C, d, 7)]
        wanted = [row.split("$")[0] for row in rows]
        unending = sum(row == text for row, text in zip(rows, wanted))
        if sum(row.replace("$", "") != text for row, text in zip(rows, wanted)) >= 13 and unending >= 10:
            break
    texts = translate(RandomEncoder(vectors), RandomDecoder(A, B, C, d), ids, 7)
    assert texts is not None and len(texts) == 40, "Expected a list of 40 strings for 40 texts."
    wrong = [(text, want) for text, want in zip(texts, wanted) if text != want]
    assert len(wrong) <= 2, (  # two logits may be equal but for rounding
        f"For {len(wrong)} of 40 texts something else was written: {str(wrong[0][0])!r} instead of {wrong[0][1]!r}."
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Everything together, on the development set: how many texts come out exactly right, and which do not?

# %%
if ready("decoder", 6):
    written = translate(encoder, decoder, x_dev)
    if written is None:
        print("Finish question 7 first: then this cell counts exact matches.")
    else:
        wrong = [pair for pair in zip(dev_rows, written) if pair[0]["iso"] != pair[1]]
        print(
            f"{1 - len(wrong) / len(dev_rows):.1%} of {len(dev_rows)} texts are "
            "exactly right."
        )
        for row, text in wrong[:5]:
            print(f"  {row['text']} -> {text} instead of {row['iso']}")

# %% [markdown]
# ## 8. Looking inside
#
# Attention gives a picture for free. Each row of a panel is a written symbol, each column a token that was read; the
# brighter, the larger the weight. Every row sums to 1. (To get all weights at once, the decoder reads its own text.)

# %%
shown = {
    "Tuesday, March 3, 1987": "tuesday , march 3 , 1 9 8 7",
    "wtorek, 3 marca 1987": "wtorek , 3 marca 1 9 8 7",
    "23 de mar. de 1987": "2 3 de mar de 1 9 8 7",
}


def ids_of(token_lines):
    """The ids of texts that are given as tokens with blanks between them."""
    return np.asarray(look_up(list(token_lines))).astype("int32")


def prefix(line):
    """What a decoder reads that has written `line`: ids (1, characters + 1)."""
    return np.array([[SYMBOLS.index(symbol) for symbol in "^" + line]], dtype="int32")


def alignments(token_lines):
    """For each text: its tokens, what was written,
    and the weights (symbols, tokens)."""
    result = []
    for line in token_lines:
        ids, read = ids_of([line]), line.split()
        symbols = translate(encoder, decoder, ids)[0]
        states, last = encoder(ids)
        weights = np.asarray(decoder(prefix(symbols), last, states, ids != 0)[2])
        result.append((read, symbols + "$", weights[0][:, : len(read)]))
    return result


found = []
if ready("decoder", 6):
    try:
        found = alignments(shown.values())
    except Exception as problem:
        print("This picture needs questions 3, 5, 6 and 7. Python says:", problem)
if found:
    figure, axes = plt.subplots(1, 3, figsize=(12, 4.6), layout="constrained")
    for axis, text, (read, symbols, weights) in zip(axes, shown, found):
        picture = axis.imshow(weights, cmap="viridis", vmin=0, vmax=1, aspect="auto")
        axis.set_xticks(range(len(read)), read, rotation=60)
        axis.set_yticks(range(len(symbols)), list(symbols))
        axis.set(title=f"{text}\nbecomes {symbols[:-1]}", xlabel="token that is read")
    axes[0].set_ylabel("symbol that is written")
    figure.colorbar(picture, ax=axes, label="attention weight")
    plt.show()

# %% [raw]
# # BEGIN QUESTION
# name: q8
# manual: true
# points: 2

# %% [markdown]
# ### Question 8: read the picture
#
# Answer in five to eight sentences, with places in your own picture.
#
# 1. Where does the decoder look when it writes the year, the month and the day? How does that follow the different word orders?
# 2. A bright column is often not the token that you expected, but one beside it. What does the encoder's state at a token know
#    besides the token itself, and why may it be the better place to look?
# 3. Name one row whose weights tell you nothing about why its symbol was written, and say why.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# *One point for 1, half a point each for 2 and 3. Places below are those of our picture; yours may differ.*
#
# 1. The year: its second to fourth digit each look at the same digit in the text, a diagonal. The month: both digits look at `march`, `marca`,
#    `mar`, with nearly all the weight. The day: the rows `2` and `3` of the Portuguese text look at its `2` and `3`. The rows always come
#    in the order year, month, day; the bright cells jump to wherever the text has them: the day stands right of the month in
#    English and left of it in the other two.
# 2. The state at a token has read all tokens before it as well. At the `3` of `March 3,` the encoder cannot know yet whether another
#    digit follows; at the comma after it (or at `marca`) it knows that the day has one digit, so the row of the leading
#    `0` looks there. (In our picture the Polish text went wrong: 31 instead of 03. For its last digit the decoder looked at the `1` of the
#    year, the digit behind `marca`. The picture shows the mistake.)
# 3. The row `$`: its weights are spread over several tokens, because its context does not matter. After ten symbols the decoder's own
#    state knows that the date is finished. The rows `-` are similar: they may look anywhere. (Also right: the first digit, which is
#    only ever 1 or 2; or a token whose neighbour's state holds the same information.)

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### What a score hides
#
# The next cell measures the same model in two ways: symbol by symbol with the right symbols before (teacher forcing, as in
# training), and by whole dates that it writes on its own. Then it asks for dates outside of what the file holds, and it puts one
# wrong symbol into the decoder's mouth.

# %%
if ready("decoder", 6) and found:
    states, last = encoder(x_dev)
    logits = np.asarray(decoder(reads_dev, last, states, x_dev != 0)[0])
    right = np.mean(logits.argmax(axis=-1) == answers_dev)
    print(f"right next symbols, teacher forcing: {right:.2%}")
    print(
        "exact matches, on its own:           "
        f"{np.mean([a == b for a, b in zip(written, iso_dev)]):.2%}"
    )

    print("\nOther texts than in the file:")
    strange = {
        "March 3, 1492": "march 3 , 1 4 9 2",
        "3 marca 2187": "3 marca 2 1 8 7",
        "20 de julho de 1969": "2 0 de julho de 1 9 6 9",
        "July, 20 1969": "july , 2 0 1 9 6 9",
        "Feb 30, 2000": "feb 3 0 , 2 0 0 0",
    }
    answers = translate(encoder, decoder, ids_of(strange.values()))
    for text, iso in zip(strange, answers):
        print(f"  {text:22} -> {iso}")

    print("\nWith a wrong first digit the decoder goes on like this:")
    for row, ids in list(zip(dev_rows, x_dev))[:4]:
        line = "2" if row["iso"][0] == "1" else "1"
        ids = ids[None]
        states, last = encoder(ids)
        while len(line) < 10:
            logits = np.asarray(decoder(prefix(line), last, states, ids != 0)[0])
            line += SYMBOLS[int(logits[0, -1].argmax())]
        print(f"  {row['text']:38} {row['iso']}  {line}")

# %% [raw]
# # BEGIN QUESTION
# name: q9
# manual: true
# points: 2

# %% [markdown]
# ### Question 9: exposure bias, and what exact match hides
#
# Answer in five to eight sentences.
#
# 1. In training the decoder never reads a mistake of its own. Why can that hurt when it writes on its own (this is called *exposure
#    bias*)? Does it hurt here, and why would it hurt more in long texts, or in a translation into English?
# 2. Suppose each symbol is right with probability 0.99, independently of the others. What is the exact match of 10 symbols? What does
#    that say about comparing the two numbers above?
# 3. Name two things that an exact match of 99% or 100% does not tell you. Use the cell above, and look at the three texts of the picture again.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# *Half a point for 1, half a point for 2, and half a point for each of two things in 3.*
#
# 1. In training each step follows a right beginning. On its own, the decoder may write something wrong, and then it reads a beginning that
#    it has never seen; it has not learned to recover, and one mistake makes the next more likely. Here it hardly hurts: both
#    numbers are (nearly) 100%. After a forced first digit 2 the year goes on with 0, and a second digit is wrong for the sake of the first
#    (1867 becomes 2087), but month and day are right: attention goes back to the text, and little depends on what was
#    written before. A long text has more places to leave the path, and the next word of an English sentence depends on
#    the words before it much more than a day depends on a year.
# 2. $0.99^{10} = 0.904$. So 99% of the symbols and 90% of the dates can be the same model. The first number also flatters, because two dashes
#    and the end are free, and because every step is helped by a right beginning.
# 3. For example: how the model does elsewhere (in our run 1492 comes out right, but 2187 becomes 1887: the held-out dates are of
#    the same years and formats as the training dates); how large the mistakes are (one digit or all of them count alike); which texts fail,
#    for example one month in one language; whether it knows a calendar (it copies February 30); how sure the number is: 200 of 200 is
#    compatible with a true rate of 98.5%, and in our run one of the three texts in the picture is wrong.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# Three things to try, ungraded: drop the commas from the tokens, and see which dates go wrong; train with
# 1,000 instead of 3,840 texts; leave the context out of the decoder and train ten times as long.
#
# ## Further reading
#
# - D. Bahdanau, K. Cho, Y. Bengio, [Neural machine translation by jointly learning to align and translate](https://arxiv.org/abs/1409.0473)
#   (2015): section 3.1 and appendix A.1.2 are this notebook; figure 3 shows alignments of French and English.
# - The Keras documentation of [`AdditiveAttention`](https://keras.io/api/layers/attention_layers/additive_attention/).
# - I. Sutskever, O. Vinyals, Q. V. Le, [Sequence to sequence learning with neural networks](https://arxiv.org/abs/1409.3215) (2014): the
#   encoder-decoder without attention.
# - K. Cho and others, [Learning phrase representations using RNN encoder-decoder](https://arxiv.org/abs/1406.1078) (2014): the GRU, section 2.3.
# - M.-T. Luong, H. Pham, C. D. Manning, [Effective approaches to attention-based neural machine translation](https://arxiv.org/abs/1508.04025)
#   (2015): section 3, with the query from the current state.
# - R. J. Williams, D. Zipser, *A learning algorithm for continually running fully recurrent neural networks*, Neural Computation 1 (1989):
#   teacher forcing.
# - S. Bengio, O. Vinyals, N. Jaitly, N. Shazeer, [Scheduled sampling](https://arxiv.org/abs/1506.03099) (2015), and M. Ranzato and
#   others, [Sequence level training with recurrent neural networks](https://arxiv.org/abs/1511.06732) (2016): exposure bias, and what to do.
