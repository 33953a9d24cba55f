# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: self-attention
# init_cell: false
# export_cell: false
# check_all_cell: false
# tests:
#     ok_format: false
# run_tests: false

# %% [markdown]
# # Attention, step by step
#
# A recurrent network reads a sentence word by word and keeps everything it has seen in one small vector.
# *Attention* gives it a second look: for every decision it computes how much each word matters **now**, and mixes
# the words in these proportions. *Self-attention* drops the recurrence altogether and lets every word look at
# every other word; it is the layer that Transformers are made of.
#
# You will build all of it from scratch, on a batch of three short sentences:
#
# | part | question | points |
# |---|---|---|
# | 1. Attention over a recurrent network | Q1 token ids and a mask, (3, 5), and embeddings, (3, 5, 10) | 3 |
# | | Q2 states of a recurrent network, (3, 5, 4) | 3 |
# | | Q3 attention scores, (3, 5) | 2 |
# | | Q4 attention weights: a softmax that ignores padding, (3, 5) | 4 |
# | | Q5 context vectors, (3, 4) | 2 |
# | | Q6 scores from a layer instead of a query, (3, 5) | 3 |
# | 2. Self-attention | Q7 scaled dot products with queries, keys and values, (3, 5, 6) and (3, 5, 5) | 4 |
# | | Q8 reading a heat map (read by a person) | 2 |
#
# We write $B$ for the number of sentences in the batch, $T$ for the number of positions (time steps), $E$ for the
# size of an embedding and $H$ for the size of a state. The first axis of every array is always the batch.
#
# **How this notebook is graded.** You write *functions*. The check after each question calls your function on small
# examples, and its messages say what was expected. After you hand in, the grader calls the same functions with
# other numbers and **other sizes**: take every size from the inputs and never write a 3, 5, 10 or 4 into
# your code. A batch may also hold a single sentence, and its axis stays: one sentence gives shapes (1, ...). The numbers of
# one call are all `float32` or, except in question 6, all `float64`: make new tensors of the type of your inputs
# (`x.new_zeros(...)`, not `torch.zeros(...)`).
#
# The questions are graded independently of each other: no test hands your answer to one question to another. Only where
# your own code calls an earlier answer of yours, a mistake there follows you.
# Everything runs on a CPU in a few seconds. Question 8 is read by a person.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch

torch.manual_seed(0)
np.random.seed(0)


# %%
sentences = ["the cat sleeps", "the small dog barks loudly", "a bird sings quietly"]
words = "<pad> the a small old cat dog bird sleeps barks sings loudly quietly".split()
vocabulary = {word: number for number, word in enumerate(words)}

embedding_size, state_size, projection_size = 10, 4, 6


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
        print(f"(Python says {type(problem).__name__}: {problem})")


# %% [markdown]
# ## Part 1: attention over a recurrent network
#
# ### 1.1 From sentences to embeddings
#
# A network computes with numbers, so each word gets a number, its *id* in the vocabulary. A batch must be a
# rectangle, so shorter sentences are filled up **at the end** with the special word `<pad>`. And because padding is
# not language, we carry a *mask* along that is `True` for real words and `False` for padding:
#
# | sentence | ids | mask |
# |---|---|---|
# | `the cat sleeps` | 1 5 8 **0 0** | T T T **F F** |
# | `the small dog barks loudly` | 1 3 6 9 11 | T T T T T |
# | `a bird sings quietly` | 2 7 10 12 **0** | T T T T **F** |
#
# An embedding is a table $M \in \mathbb{R}^{V \times E}$ with one row for each of the $V$ words of the vocabulary. Embedding a
# batch is nothing but looking rows up:
#
# $$X_{b,t,:} = M_{\mathrm{id}(b,t),\,:} \qquad X \in \mathbb{R}^{B \times T \times E}$$
#
# (Multiplying one-hot vectors by $M$ gives the same numbers, and that is how the gradient reaches the table.) Padded positions are
# looked up like all others; it is the mask's job to keep them out later.

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 3

# %% [markdown]
# **Question 1.** Write `encode` and `embed`.
#
# - `encode(sentences, vocabulary)`: a list of $B$ strings, words separated by blanks. Return **two** tensors of shape
#   $(B, T)$, where $T$ is the number of words in the *longest* sentence: the ids (integers) and the mask (`torch.bool`).
#   The id of the padding is `vocabulary["<pad>"]`, which is not 0 in every vocabulary; a word may have the id 0.
# - `embed(ids, table)`: ids of shape $(B, T)$ and a table of shape $(V, E)$. Return the embeddings of shape $(B, T, E)$.
#
# *The check* compares your ids and mask with the table above, and one looked-up row per position with the embedding table.

# %% [raw]
# # BEGIN SOLUTION

# %%
def encode(sentences, vocabulary):
    """Token ids (B, T), padded at the end,
    and a mask (B, T) that is True for real words."""
    # BEGIN SOLUTION NO PROMPT
    tokens = [[vocabulary[word] for word in sentence.split()] for sentence in sentences]
    longest = max(len(row) for row in tokens)
    ids = torch.tensor([row + [vocabulary["<pad>"]] * (longest - len(row)) for row in tokens])
    mask = torch.tensor([[t < len(row) for t in range(longest)] for row in tokens])
    return ids, mask
    # END SOLUTION
    """ # BEGIN PROMPT
    # Split each sentence into words and look their ids up; find the longest sentence;
    # fill the others up with the id of "<pad>"; the mask is True where a word was.
    ids, mask = ..., ...
    return ids, mask
    """ # END PROMPT


def embed(ids, table):
    """The rows of `table` (V, E) that `ids` (B, T) name: embeddings (B, T, E)."""
    # BEGIN SOLUTION NO PROMPT
    return table[ids]
    # END SOLUTION
    """ # BEGIN PROMPT
    # Look up one row of the table for each id.
    return ...
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_ids_of_the_three_sentences(encode):
    import numpy as np

    words = (
        "<pad> the a small old cat dog bird sleeps barks sings loudly quietly".split()
    )
    vocabulary = {word: number for number, word in enumerate(words)}
    result = encode(
        ["the cat sleeps", "the small dog barks loudly", "a bird sings quietly"],
        vocabulary,
    )
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "encode should return two tensors: ids, mask"
    )
    assert result[0] is not ..., "encode returns nothing yet: fill in its blank."
    ids = np.asarray(result[0])
    assert ids.shape == (3, 5), (
        "the ids should have the shape (3, 5): 3 sentences, 5 words in the longest; "
        f"got {ids.shape}"
    )
    assert ids.dtype.kind in "iu", (
        "the ids should be integers: they number rows of a table"
    )
    expected = [[1, 5, 8, 0, 0], [1, 3, 6, 9, 11], [2, 7, 10, 12, 0]]
    assert ids.tolist() == expected, f"the ids should be {expected}; got {ids.tolist()}"

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_mask_of_the_three_sentences(encode):
    import numpy as np

    words = (
        "<pad> the a small old cat dog bird sleeps barks sings loudly quietly".split()
    )
    vocabulary = {word: number for number, word in enumerate(words)}
    result = encode(
        ["the cat sleeps", "the small dog barks loudly", "a bird sings quietly"],
        vocabulary,
    )
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "encode should return two tensors: ids, mask"
    )
    assert result[1] is not ..., "encode returns no mask yet: fill in its blank."
    mask = np.asarray(result[1])
    assert mask.shape == (3, 5), (
        f"the mask should have the shape (3, 5) like the ids; got {mask.shape}"
    )
    assert mask.dtype.kind == "b", "the mask should hold booleans (torch.bool)"
    assert mask.tolist() == [
        [True] * 3 + [False] * 2,
        [True] * 5,
        [True] * 4 + [False],
    ], f"the mask should be True for words and False for padding; got {mask.tolist()}"

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_embed_looks_rows_up(embed, torch):
    import numpy as np

    ids = np.array([[1, 5, 8, 0, 0], [1, 3, 6, 9, 11], [2, 7, 10, 12, 0]])
    table = np.random.default_rng(0).normal(size=(13, 10)).astype("float32")
    result = embed(torch.tensor(ids), torch.tensor(table))
    assert result is not None and result is not ..., (
        "embed returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (3, 5, 10), (
        f"the embeddings should have the shape (3, 5, 10); got {result.shape}"
    )
    assert np.allclose(result[1, 2], table[6], atol=1e-6), (
        "position [1, 2] holds the id 6, so it should be row 6 of the table"
    )
    assert np.allclose(result, table[ids], atol=1e-6), (
        "each position should be the table's row with the number of its id"
    )

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The ids must be right for any sentences (also for one alone) and any vocabulary. Padding goes to the end, and the vocabulary says which id it has.
""" # END TEST CONFIG
def test_ids_with_another_vocabulary(encode, rng):
    import numpy as np
    from autograder import checks
    for lengths in (rng.permutation([1, 3, 6, 7]), [4]):
        numbers = [int(n) for n in rng.permutation(30)]
        if numbers[0] == 0:  # the padding is not 0 here, a word is
            numbers[:2] = numbers[1::-1]
        vocabulary = {f"word{i}": n for i, n in enumerate(numbers[1:])} | {"<pad>": numbers[0]}
        chosen = [[f"word{int(i)}" for i in rng.integers(0, 29, size=n)] for n in lengths]
        result = encode([" ".join(sentence) for sentence in chosen], vocabulary)
        assert isinstance(result, (tuple, list)) and len(result) == 2, "Expected encode to return two tensors: ids, mask."
        expected = np.full((len(lengths), max(lengths)), numbers[0])
        for row, sentence in enumerate(chosen):
            expected[row, : len(sentence)] = [vocabulary[word] for word in sentence]
        hint = f"Here the id of <pad> is {numbers[0]}, the longest sentence has {max(lengths)} words, and padding goes to the end."
        checks.close(result[0], expected, "the ids", hint, rtol=0, atol=0)

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The mask must be True for the words of a sentence and False for the padding at its end, whatever the vocabulary's ids are; any id may be 0.
""" # END TEST CONFIG
def test_mask_with_another_vocabulary(encode, rng):
    import numpy as np
    from autograder import checks
    for lengths in (rng.permutation([1, 3, 6, 7]), [4]):
        numbers = [int(n) for n in rng.permutation(30)]
        if numbers[0] == 0:  # the padding is not 0 here, a word is, and the first one at that
            numbers[:2] = numbers[1::-1]
        vocabulary = {f"word{i}": n for i, n in enumerate(numbers[1:])} | {"<pad>": numbers[0]}
        zero = next((word for word, n in vocabulary.items() if n == 0))
        chosen = [[zero, *(f"word{int(i)}" for i in rng.integers(0, 29, size=n - 1))] for n in lengths]
        result = encode([" ".join(sentence) for sentence in chosen], vocabulary)
        assert isinstance(result, (tuple, list)) and len(result) == 2, "Expected encode to return two tensors: ids, mask."
        keep = np.arange(max(lengths)) < np.array(lengths)[:, None]
        mask = checks.shape(result[1], keep.shape, "the mask")
        assert mask.dtype.kind == "b", f"Expected a mask of booleans, but got {mask.dtype}."
        assert np.array_equal(mask, keep), "Expected a mask that is True for the words of a sentence and False for its padding."

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: embed must look up the right row of any table for ids of any shape (B, T).
""" # END TEST CONFIG
def test_embed_other_table(embed, rng, torch):
    from autograder import checks
    for batch, time, size, kind in [(4, 7, 6, "float32"), (1, 3, 12, "float32"), (3, 5, 10, "float64")]:
        ids = rng.integers(0, 23, size=(batch, time))
        table = rng.normal(size=(23, size)).astype(kind)
        result = embed(torch.tensor(ids), torch.tensor(table))
        checks.close(result, table[ids], "the embeddings", "Position (b, t) is the table's row with the number ids[b, t].")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Your batch, as the network will see it:

# %%
@demonstration
def encoded_batch():
    """This cell uses question 1."""
    ids, mask = encode(sentences, vocabulary)
    for row, keep in zip(ids.tolist(), mask.tolist()):
        print(
            " ".join(f"{words[i] if k else '·':>8}" for i, k in zip(row, keep)),
            "  ids",
            row,
        )
    print(
        "embeddings:", tuple(embed(ids, torch.randn(len(words), embedding_size)).shape)
    )


# %% [markdown]
# ### 1.2 States of a recurrent network
#
# A simple recurrent network walks through the sentence and updates a state at every position. It starts from
# $h_0 = 0$, and
#
# $$h_t = \tanh\left(x_t W_x + h_{t-1} W_h + b\right), \qquad
#   W_x \in \mathbb{R}^{E \times H},\quad W_h \in \mathbb{R}^{H \times H},\quad b \in \mathbb{R}^{H}$$
#
# Vectors are rows here, so the weights stand on the right. All sentences of the batch take each step together: $x_t$ is the slice
# `x[:, t]` of shape $(B, E)$ and $h_t$ has the shape $(B, H)$. Sentences never mix; only positions of the
# *same* sentence do, and only from the past to the future.
#
# The network walks over the padding too. That is harmless: padding stands at the end, so it cannot change the states of
# the real words before it, and the states *at* the padding will get no weight.

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 3

# %% [markdown]
# **Question 2.** Write `rnn_states(x, w_x, w_h, b)` for `x` of shape $(B, T, E)$. Return the states of **all** positions, shape $(B, T, H)$.
#
# *The check* gives `torch.nn.RNN` the same weights and asks for the same states on a batch of shape (3, 5, 10).

# %% [raw]
# # BEGIN SOLUTION

# %%
def rnn_states(x, w_x, w_h, b):
    """States (B, T, H) of a tanh RNN over x (B, T, E), starting from zeros."""
    # BEGIN SOLUTION NO PROMPT
    state = x.new_zeros(x.shape[0], w_h.shape[0])
    states = []
    for t in range(x.shape[1]):
        state = torch.tanh(x[:, t] @ w_x + state @ w_h + b)
        states.append(state)
    return torch.stack(states, dim=1)
    # END SOLUTION
    """ # BEGIN PROMPT
    # Start with a state of zeros, shape (B, H). For each position t: compute the new
    # state from x[:, t] and the state before, and keep it. Stack the states along the
    # time axis.
    return ...
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_states_equal_the_library(rnn_states, torch):
    import numpy as np

    numbers = np.random.default_rng(1)
    x, w_x, w_h, b = (
        numbers.normal(size=size, scale=0.5).astype("float32")
        for size in [(3, 5, 10), (10, 4), (4, 4), (4,)]
    )
    # on "meta" it draws no random numbers for weights of its own
    library = torch.nn.RNN(10, 4, batch_first=True, device="meta")
    weights = {
        "weight_ih_l0": torch.tensor(w_x.T),
        "weight_hh_l0": torch.tensor(w_h.T),
        "bias_ih_l0": torch.tensor(b),
        "bias_hh_l0": torch.tensor(0 * b),
    }
    library.load_state_dict(weights, assign=True)
    expected = np.asarray(library(torch.tensor(x))[0].detach())
    result = rnn_states(*(torch.tensor(array) for array in (x, w_x, w_h, b)))
    assert result is not None and result is not ..., (
        "rnn_states returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (3, 5, 4), (
        "the states should have the shape (3, 5, 4), one state per position; got "
        f"{result.shape}"
    )
    assert np.allclose(result[:, 0], expected[:, 0], atol=1e-4), (
        "the first state should be tanh(x[:, 0] @ w_x + b), because h_0 = 0"
    )
    assert np.allclose(result[:, 1], expected[:, 1], atol=1e-4), (
        "the second state should also use the first: ... + h @ w_h"
    )
    assert np.allclose(result, expected, atol=1e-4), (
        "the states should equal those of torch.nn.RNN with the same weights"
    )

# %%
""" # BEGIN TEST CONFIG
points: 1.5
hidden: true
failure_message: The states must follow the formula for any batch size (also 1), length and state size.
""" # END TEST CONFIG
def test_states_follow_the_formula(rnn_states, rng, torch):
    import numpy as np
    from autograder import checks
    for batch, time, size, hidden in [(4, 8, 6, 7), (6, 3, 5, 5), (1, 12, 3, 2)]:
        x, w_x, w_h, b = (
            rng.normal(size=shape, scale=0.5).astype("float32")
            for shape in [(batch, time, size), (size, hidden), (hidden, hidden), (hidden,)]
        )
        expected, state = np.zeros((batch, time, hidden)), np.zeros((batch, hidden))
        for t in range(time):
            state = expected[:, t] = np.tanh(x[:, t] @ w_x + state @ w_h + b)
        result = rnn_states(*(torch.tensor(value) for value in (x, w_x, w_h, b)))
        states = checks.shape(result, expected.shape, "the states")
        checks.close(states[:, 0], expected[:, 0], "the first state", "It is tanh(x[:, 0] @ w_x + b), for h_0 is zero.")
        checks.close(states, expected, "the states", "h_t = tanh(x_t W_x + h_{t-1} W_h + b), one step per position, not per sentence.")

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The states must follow the formula in float64 too. Make new tensors of the type of x, as x.new_zeros does.
""" # END TEST CONFIG
def test_states_in_float64(rnn_states, rng, torch):
    import numpy as np
    from autograder import checks
    x, w_x, w_h, b = (rng.normal(size=shape, scale=0.5) for shape in [(3, 5, 10), (10, 4), (4, 4), (4,)])
    expected, state = np.zeros((3, 5, 4)), np.zeros((3, 4))
    for t in range(5):
        state = expected[:, t] = np.tanh(x[:, t] @ w_x + state @ w_h + b)
    result = rnn_states(*(torch.tensor(value) for value in (x, w_x, w_h, b)))
    checks.close(result, expected, "the states", "Here all inputs are float64.")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### 1.3 Scores: how well does a state answer the query?
#
# Attention compares a *query* $q$ with each state. The simplest comparison is the dot product (Luong et al., 2015): it is large when
# the two vectors point the same way.
#
# $$e_{b,t} = q_b \cdot h_{b,t} = \sum_{i=1}^{H} q_{b,i}\, h_{b,t,i}$$
#
# Each sentence $b$ has its own query. We will use the state after its last real word, which has read the whole sentence.
#
# *By hand:* with $q = (1, 2)$ and the states $h_1 = (1, 0)$, $h_2 = (0, 1)$, $h_3 = (1, 1)$ the scores are $1$, $2$ and $3$.

# %% [raw]
# # BEGIN QUESTION
# name: q3
# points: 2

# %% [markdown]
# **Question 3.** Write `attention_scores(states, query)` for `states` of shape $(B, T, H)$ and `query` of shape $(B, H)$. Return the scores, shape $(B, T)$.
#
# *The check* uses the example above in a batch with a second sentence, and then random numbers of the notebook's shapes.

# %% [raw]
# # BEGIN SOLUTION

# %%
def attention_scores(states, query):
    """Dot products (B, T) of each sentence's query (B, H) with its own states
    (B, T, H)."""
    # BEGIN SOLUTION NO PROMPT
    return torch.einsum("bth,bh->bt", states, query)
    # END SOLUTION
    """ # BEGIN PROMPT
    # For each sentence: the dot product of its query with each of its states.
    return ...
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_scores_are_dot_products(attention_scores, torch):
    import numpy as np

    states = torch.tensor(
        [[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]]
    )
    result = attention_scores(states, torch.tensor([[1.0, 2.0], [-1.0, 0.0]]))
    assert result is not None and result is not ..., (
        "attention_scores returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (2, 3), (
        "2 sentences with 3 states each should give scores of shape (2, 3); got "
        f"{result.shape}"
    )
    assert np.allclose(result[0], [1, 2, 3], atol=1e-5), (
        f"the example worked by hand has the scores 1, 2, 3; got {result[0]}"
    )
    assert np.allclose(result[1], [-1, 0, -1], atol=1e-5), (
        f"the second query is (-1, 0), so its scores are -1, 0, -1; got {result[1]}"
    )
    numbers = np.random.default_rng(2)
    states, query = (
        numbers.normal(size=(3, 5, 4)).astype("float32"),
        numbers.normal(size=(3, 4)).astype("float32"),
    )
    result = attention_scores(torch.tensor(states), torch.tensor(query))
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (3, 5), (
        "the scores should have the shape (3, 5), one number per position; got "
        f"{result.shape}"
    )
    assert np.allclose(result, (states * query[:, None, :]).sum(-1), atol=1e-4), (
        "a score is the dot product of query and state"
    )

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The scores must be the dot products for any batch size, length and state size.
""" # END TEST CONFIG
def test_scores_follow_the_formula(attention_scores, rng, torch):
    from autograder import checks
    for batch, time, hidden, kind in [(4, 9, 6, "float32"), (5, 5, 5, "float64"), (3, 2, 7, "float32")]:
        states = rng.normal(size=(batch, time, hidden)).astype(kind)
        query = rng.normal(size=(batch, hidden)).astype(kind)
        result = attention_scores(torch.tensor(states), torch.tensor(query))
        hint = "Score (b, t) is the plain dot product of query[b] and states[b, t]."
        checks.close(result, (states * query[:, None, :]).sum(-1), "the scores", hint)

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: A batch of one sentence, or sentences of one word, must give dot products of shape (B, T) too; squeeze() without an axis removes every axis of length 1.
""" # END TEST CONFIG
def test_scores_of_small_batches(attention_scores, rng, torch):
    from autograder import checks
    for batch, time, hidden in [(1, 4, 3), (3, 1, 4), (1, 1, 5)]:
        states = rng.normal(size=(batch, time, hidden)).astype("float32")
        query = rng.normal(size=(batch, hidden)).astype("float32")
        result = attention_scores(torch.tensor(states), torch.tensor(query))
        checks.close(result, (states * query[:, None, :]).sum(-1), "the scores", f"Here B is {batch} and T is {time}.")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### 1.4 Weights: a softmax that does not see padding
#
# Scores become *weights* by a softmax **over the positions of a sentence**. Padding must get no weight at all, so the sum runs over real words only:
#
# $$\alpha_{b,t} = \frac{m_{b,t}\,\exp(e_{b,t})}{\sum_{s} m_{b,s}\,\exp(e_{b,s})}, \qquad m_{b,t} = 1 \text{ for a word, } 0 \text{ for padding}$$
#
# *By hand:* scores $(1, 2, 3)$ where the third position is padding.
#
# | | position 1 | position 2 | padding | sum |
# |---|---|---|---|---|
# | softmax that sees padding | 0.0900 | 0.2447 | **0.6652** | 1 |
# | the same, padding set to 0 afterwards | 0.0900 | 0.2447 | 0 | **0.3348** |
# | what we want | 0.2689 | 0.7311 | 0 | 1 |
#
# The usual way is to set the scores of padding to $-\infty$ *before* the softmax, because $\exp(-\infty) = 0$.
#
# A second trap: $\exp(100)$ is larger than the largest `float32`, and infinity divided by infinity is NaN. Subtracting the same number from all scores of a
# sentence does not change its weights, so one subtracts the largest score first. `torch.softmax` does that for you.
#
# Both traps together: let the words of a sentence have the scores $-300$ and $-301$ and its padding $0$. They must get the weights $0.7311$ and $0.2689$. A softmax
# that sees the padding gives both words a weight that is too small for `float32` and becomes 0, and no division repairs that afterwards. Nor will it do to
# give padding a score like $-100$, or to cut scores off at some limit.

# %% [raw]
# # BEGIN QUESTION
# name: q4
# points: 4

# %% [markdown]
# **Question 4.** Write `attention_weights(scores, mask)` for `scores` of shape $(B, T)$ and a `mask` of shape $(B, T)$, `torch.bool`, `True` for real words. Every
# sentence has at least one real word. Scores lie between $-1000$ and $1000$, at words and at padding. Return the weights, shape $(B, T)$.
#
# *The checks*: the example worked by hand; then a batch of shape (3, 5), where weights are never negative, sum to 1 in each sentence, and are 0 on padding.
# The hidden tests also use scores near $-1000$ and near $1000$, with and without padding.

# %% [raw]
# # BEGIN SOLUTION

# %%
def attention_weights(scores, mask):
    """Weights (B, T): a softmax of the scores over time in which padding (mask False)
    has no part."""
    # BEGIN SOLUTION NO PROMPT
    return torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=-1)
    # END SOLUTION
    """ # BEGIN PROMPT
    # Keep padding out before the softmax; then the softmax over the right axis.
    return ...
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_weights_of_the_example(attention_weights, torch):
    import numpy as np

    result = attention_weights(
        torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[True, True, False]])
    )
    assert result is not None and result is not ..., (
        "attention_weights returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (1, 3), (
        f"weights have the shape of the scores, here (1, 3); got {result.shape}"
    )
    assert np.allclose(result, [[0.2689, 0.7311, 0]], atol=1e-3), (
        "scores (1, 2, 3) with padding at the end should give (0.2689, 0.7311, 0); "
        f"got {result[0].round(4)}: see the table above"
    )

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_weights_sum_to_one_and_skip_padding(attention_weights, torch):
    import numpy as np

    scores = np.random.default_rng(3).normal(size=(3, 5)).astype("float32")
    keep = np.arange(5) < np.array([[3], [5], [4]])
    result = attention_weights(torch.tensor(scores), torch.tensor(keep))
    assert result is not None and result is not ..., (
        "attention_weights returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (3, 5), (
        f"the weights should have the shape (3, 5); got {result.shape}"
    )
    assert np.isfinite(result).all(), (
        "the weights should be finite; NaN often means that a whole row or column was "
        "masked"
    )
    assert (result >= 0).all(), "weights are never negative"
    assert np.allclose(result[~keep], 0, atol=1e-6), "padding should get the weight 0"
    assert np.allclose(result.sum(axis=1), 1, atol=1e-4), (
        "the weights of each sentence should sum to 1; got "
        f"{result.sum(axis=1).round(3)}: the softmax runs over time"
    )
    assert (
        np.argmax(result, axis=1) == np.argmax(np.where(keep, scores, -np.inf), axis=1)
    ).all(), "the real word with the largest score should get the largest weight"

# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Where nothing is padded, the weights must be the ordinary softmax over time.
""" # END TEST CONFIG
def test_weights_without_padding(attention_weights, rng, torch):
    import numpy as np
    from autograder import checks
    for batch, time, kind in [(4, 7, "float32"), (6, 6, "float64"), (1, 3, "float32"), (3, 1, "float32")]:
        scores = rng.normal(size=(batch, time), scale=2).astype(kind)
        result = attention_weights(torch.tensor(scores), torch.ones((batch, time), dtype=torch.bool))
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        hint = "Without padding this is the ordinary softmax over the time axis, the last one."
        checks.sums_to_one(checks.shape(result, scores.shape, "the weights"), 1, "the weights of each sentence", hint)
        checks.close(result, exponentials / exponentials.sum(axis=1, keepdims=True), "the weights", hint)

# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Padding must get no weight and must have no influence on the weights of real words.
""" # END TEST CONFIG
def test_padding_has_no_influence(attention_weights, rng, torch):
    import numpy as np
    from autograder import checks
    batch, time = 6, 8
    keep = np.arange(time) < rng.permutation([1, 2, 4, 5, 7, 8])[:, None]
    scores = rng.normal(size=(batch, time), scale=2).astype("float32")
    expected = np.where(keep, np.exp(scores), 0)
    expected /= expected.sum(axis=1, keepdims=True)
    for padding in (-50.0, 0.0, 50.0):
        filled = np.where(keep, scores, np.float32(padding)).astype("float32")
        result = attention_weights(torch.tensor(filled), torch.tensor(keep))
        checks.masked(checks.shape(result, scores.shape, "the weights"), keep, "the weights", "Mask before the softmax.")
        checks.close(result, expected, "the weights", f"Here the scores at padding are {padding:g}, which must not matter.")

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Without padding, large scores (near 300, -300, 900 or -900) must give the softmax of their differences, not NaN. Subtract the largest score first or use torch.softmax, and cut nothing off.
""" # END TEST CONFIG
def test_large_scores(attention_weights, rng, torch):
    import numpy as np
    from autograder import checks
    for offset in (300.0, -300.0, 900.0, -900.0):
        scores = (offset + rng.normal(size=(3, 6))).astype("float32")
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        result = attention_weights(torch.tensor(scores), torch.ones((3, 6), dtype=torch.bool))
        hint = f"Here all scores are near {offset:g}; only their differences matter."
        checks.close(result, exponentials / exponentials.sum(axis=1, keepdims=True), "the weights", hint, rtol=1e-3)

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Padding must have no influence even where its scores are far above or below those of the words, say 0 or 900 beside -900. Give padding minus infinity before the softmax, not a number such as -100, and cut no scores off.
""" # END TEST CONFIG
def test_large_scores_beside_padding(attention_weights, rng, torch):
    import numpy as np
    from autograder import checks
    keep = np.arange(5) < rng.permutation([2, 3, 4])[:, None]
    for offset, padding in [(-300.0, 0.0), (-900.0, 0.0), (-900.0, 900.0), (900.0, -900.0), (900.0, 0.0)]:
        scores = (np.where(keep, offset, padding) + rng.normal(size=(3, 5))).astype("float32")
        exponentials = np.where(keep, np.exp(scores - np.where(keep, scores, -np.inf).max(axis=1, keepdims=True)), 0)
        result = attention_weights(torch.tensor(scores), torch.tensor(keep))
        hint = f"Here the scores of words are near {offset:g}, those of padding near {padding:g}."
        checks.close(result, exponentials / exponentials.sum(axis=1, keepdims=True), "the weights", hint, rtol=1e-3)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### 1.5 The context vector
#
# The *context* of a sentence is the mean of its states, weighted by attention:
#
# $$c_b = \sum_{t} \alpha_{b,t}\, h_{b,t} \qquad c \in \mathbb{R}^{B \times H}$$
#
# Time is summed away. A weight of 0 keeps padding out entirely; equal weights give back the ordinary mean.
#
# *By hand:* the weights $(0.25, 0.75)$ and the states $(4, 0)$ and $(0, 8)$ give the context $(1, 6)$.

# %% [raw]
# # BEGIN QUESTION
# name: q5
# points: 2

# %% [markdown]
# **Question 5.** Write `context_vectors(weights, states)` for `weights` of shape $(B, T)$ and `states` of shape $(B, T, H)$. Return the contexts, shape $(B, H)$.
#
# *The check*: the example worked by hand, then a random batch of the notebook's shapes.

# %% [raw]
# # BEGIN SOLUTION

# %%
def context_vectors(weights, states):
    """Weighted sums (B, H) of the states (B, T, H) over time,
    with the weights (B, T)."""
    # BEGIN SOLUTION NO PROMPT
    return (weights.unsqueeze(-1) * states).sum(dim=1)
    # END SOLUTION
    """ # BEGIN PROMPT
    # Multiply each state by its weight and sum over time.
    return ...
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_context_of_the_example(context_vectors, torch):
    import numpy as np

    result = context_vectors(
        torch.tensor([[0.25, 0.75]]), torch.tensor([[[4.0, 0.0], [0.0, 8.0]]])
    )
    assert result is not None and result is not ..., (
        "context_vectors returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (1, 2), (
        "one sentence with states of size 2 should give a context of shape (1, 2); "
        f"got {result.shape}"
    )
    assert np.allclose(result, [[1, 6]], atol=1e-5), (
        f"the example worked by hand has the context (1, 6); got {result[0]}"
    )

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_context_is_the_weighted_sum(context_vectors, torch):
    import numpy as np

    numbers = np.random.default_rng(4)
    weights, states = (
        numbers.dirichlet(np.ones(5), size=3).astype("float32"),
        numbers.normal(size=(3, 5, 4)).astype("float32"),
    )
    result = context_vectors(torch.tensor(weights), torch.tensor(states))
    assert result is not None and result is not ..., (
        "context_vectors returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (3, 4), (
        "the contexts should have the shape (3, 4), one vector per sentence; got "
        f"{result.shape}"
    )
    assert np.allclose(result, (weights[:, :, None] * states).sum(axis=1), atol=1e-4), (
        "sum weight times state over the time axis"
    )

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: The contexts must be the weighted sums over time for any sizes.
""" # END TEST CONFIG
def test_context_follows_the_formula(context_vectors, rng, torch):
    import numpy as np
    from autograder import checks
    for batch, time, hidden, kind in [(4, 9, 6, "float32"), (5, 5, 5, "float64"), (3, 2, 7, "float32")]:
        weights = rng.dirichlet(np.ones(time), size=batch).astype(kind)
        states = rng.normal(size=(batch, time, hidden)).astype(kind)
        result = context_vectors(torch.tensor(weights), torch.tensor(states))
        hint = "Sum weights[b, t] * states[b, t] over the positions t of each sentence."
        checks.close(result, (weights[:, :, None] * states).sum(axis=1), "the contexts", hint)

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: A batch of one sentence, and states of size 1, must give the weighted sums in the shape (B, H) too; squeeze() without an axis removes every axis of length 1.
""" # END TEST CONFIG
def test_context_of_small_batches(context_vectors, rng, torch):
    import numpy as np
    from autograder import checks
    for batch, time, hidden in [(1, 4, 3), (3, 4, 1), (1, 5, 1)]:
        weights = rng.dirichlet(np.ones(time), size=batch).astype("float32")
        states = rng.normal(size=(batch, time, hidden)).astype("float32")
        result = context_vectors(torch.tensor(weights), torch.tensor(states))
        checks.close(result, (weights[:, :, None] * states).sum(axis=1), "the contexts", f"Here B is {batch} and H is {hidden}.")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Questions 1 to 5 in a row, with random weights. Nothing is learned here yet, so *which* words get weight means nothing; that padding gets none means a lot.

# %%
def heat_map(axis, weights, rows, columns, title):
    """Draws weights as a picture: one row per query,
    one column per position it can look at."""
    axis.imshow(weights, cmap="viridis", vmin=0, vmax=1)
    axis.set_xticks(range(len(columns)), columns, rotation=45, ha="right")
    axis.set_yticks(range(len(rows)), rows)
    axis.set_title(title, fontsize=10)
    for row, column in np.ndindex(*weights.shape):
        value = weights[row, column]
        color = "black" if value > 0.6 else "white"
        axis.text(
            column,
            row,
            f"{value:.2f}",
            ha="center",
            va="center",
            fontsize=8,
            color=color,
        )


@demonstration
def attention_over_states():
    """This cell uses questions 1 to 5."""
    numbers = torch.Generator().manual_seed(0)
    ids, mask = encode(sentences, vocabulary)
    x = embed(ids, torch.randn(len(words), embedding_size, generator=numbers)).float()
    states = rnn_states(
        x,
        torch.randn(embedding_size, state_size, generator=numbers)
        / embedding_size**0.5,
        torch.randn(state_size, state_size, generator=numbers) / state_size**0.5,
        torch.zeros(state_size),
    )
    # the state after each sentence's last real word
    query = states[torch.arange(len(states)), mask.sum(dim=1) - 1]
    weights = attention_weights(attention_scores(states, query), mask)
    context = context_vectors(weights, states)
    for name, value in {
        "embeddings": x,
        "states": states,
        "weights": weights,
        "context": context,
    }.items():
        print(f"{name:>10}: {tuple(value.shape)}")
    figure, axis = plt.subplots(figsize=(6, 3), layout="constrained")
    heat_map(
        axis,
        weights.detach().numpy(),
        sentences,
        [f"position {t + 1}" for t in range(5)],
        "attention weights α",
    )
    plt.show()


# %% [markdown]
# ### 1.6 Scores from a layer
#
# So far a query decided what is looked for. There is a simpler way, with nothing to compare: **one linear layer reads each state by itself** and says how
# much this position matters. The same layer serves all positions and all sentences.
#
# $$e_{b,t} = w \cdot h_{b,t} + c, \qquad \alpha_{b,t} = \frac{m_{b,t}\,\exp(e_{b,t})}{\sum_{s} m_{b,s}\,\exp(e_{b,s})}, \qquad w \in \mathbb{R}^{H},\; c \in \mathbb{R}$$
#
# The vector $w$ is a query too, but it is *learned*, and every sentence is asked the same: that fits a network with one question to answer ("which animal is it about?").
# Where the question changes from step to step, as in translation, a query must come from the step: that is what dot products are for. The number $c$ changes nothing, since it is added to
# all scores of a sentence; `torch.nn.Linear` has it unless you say `bias=False`, and both are fine here.
#
# *By hand:* with $w = (1, 2)$ the states $(1, 0)$, $(0, 1)$, $(1, 1)$ have the scores $1, 2, 3$. If the third is padding, the weights are $(0.2689, 0.7311, 0)$.
#
# A trap: the layer gives numbers of shape $(B, T, 1)$. A softmax over the *last* axis then runs over one number only, and every weight is 1.

# %% [raw]
# # BEGIN QUESTION
# name: q6
# points: 3

# %% [markdown]
# **Question 6.** Finish the class `PositionWeights`, a `torch.nn.Module`.
#
# - `PositionWeights(state_size)` makes the layer and keeps it as `self.score`, a `torch.nn.Linear` from `state_size` numbers to one.
# - Called with `states` of shape $(B, T, H)$ and a `mask` of shape $(B, T)$, it returns the weights $\alpha$ of shape $(B, T)$. You may call your `attention_weights` or write the
#   masked softmax again. (If you call it, a mistake of question 4 shows here too.)
#
# *The checks* put $w = (1, 2)$ into `score.weight`, and 0 into `score.bias` if there is one, and look at the example worked by hand. The hidden tests put in other
# numbers, with `load_state_dict`, and use other sizes; numbers are `float32` here, and scores lie between $-1000$ and $1000$.

# %% [raw]
# # BEGIN SOLUTION

# %%
class PositionWeights(torch.nn.Module):
    """Weights (B, T) of the positions: a linear layer gives each state its score."""

    def __init__(self, state_size):
        super().__init__()
        # BEGIN SOLUTION NO PROMPT
        self.score = torch.nn.Linear(state_size, 1)
        # END SOLUTION
        """ # BEGIN PROMPT
        # One layer from state_size numbers to one.
        self.score = ...
        """ # END PROMPT

    def forward(self, states, mask):
        # BEGIN SOLUTION NO PROMPT
        scores = self.score(states).squeeze(-1)
        return torch.softmax(scores.masked_fill(~mask, float("-inf")), dim=-1)
        # END SOLUTION
        """ # BEGIN PROMPT
        # A score for each state, then the softmax over the real words.
        return ...
        """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_position_weights_of_the_example(PositionWeights, torch):
    import numpy as np

    layer = PositionWeights(2)
    names = list(layer.state_dict())
    assert "score.weight" in names, (
        "self.score should be a torch.nn.Linear, made in __init__; the module knows "
        f"these parameters: {names}"
    )
    parameters = {
        "score.weight": torch.tensor([[1.0, 2.0]]),
        "score.bias": torch.zeros(1),
    }
    layer.load_state_dict(parameters, strict=False)
    states = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]])
    result = layer(states, torch.tensor([[True, True, True]]))
    assert result is not None and result is not ..., (
        "forward returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (1, 3), (
        "one sentence with 3 states should get weights of shape (1, 3); got "
        f"{result.shape}"
    )
    assert np.allclose(result, [[0.0900, 0.2447, 0.6652]], atol=1e-3), (
        "without padding the scores 1, 2, 3 should give (0.0900, 0.2447, 0.6652); got "
        f"{result[0].astype(float).round(4).tolist()}"
    )

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_position_weights_skip_padding(PositionWeights, torch):
    import numpy as np

    layer = PositionWeights(2)
    parameters = {
        "score.weight": torch.tensor([[1.0, 2.0]]),
        "score.bias": torch.zeros(1),
    }
    layer.load_state_dict(parameters, strict=False)
    states = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]])
    result = layer(states, torch.tensor([[True, True, False]]))
    assert result is not None and result is not ..., (
        "forward returns nothing yet: fill in its blank."
    )
    result = np.asarray(result.detach() if hasattr(result, "detach") else result)
    assert result.shape == (1, 3), (
        "one sentence with 3 states should get weights of shape (1, 3); got "
        f"{result.shape}"
    )
    assert np.allclose(result, [[0.2689, 0.7311, 0]], atol=1e-3), (
        "with padding at the end the weights should be (0.2689, 0.7311, 0); got "
        f"{result[0].astype(float).round(4).tolist()}"
    )

# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Without padding the weights must be the softmax over the positions of w . h, with the w that is in score.weight, for any sizes.
""" # END TEST CONFIG
def test_position_weights_follow_the_formula(PositionWeights, rng, torch):
    import numpy as np
    from autograder import checks
    for batch, time, hidden in [(4, 7, 6), (5, 5, 5), (3, 5, 4), (1, 3, 2), (3, 1, 4)]:
        states, weight = (rng.normal(size=shape).astype("float32") for shape in [(batch, time, hidden), (1, hidden)])
        layer = PositionWeights(hidden)
        bias = torch.tensor(rng.normal(size=1).astype("float32"))  # which changes nothing
        layer.load_state_dict({"score.weight": torch.tensor(weight), "score.bias": bias}, strict=False)
        scores = states @ weight[0]
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        result = layer(torch.tensor(states), torch.ones((batch, time), dtype=torch.bool))
        hint = "The score of a state is self.score(state); the softmax runs over time."
        checks.close(result, exponentials / exponentials.sum(axis=1, keepdims=True), "the weights", hint)

# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Padding must get no weight and must have no influence on the weights of real words, for small scores and for scores of several hundreds.
""" # END TEST CONFIG
def test_position_weights_beside_padding(PositionWeights, rng, torch):
    import numpy as np
    from autograder import checks
    keep = np.arange(6) < rng.permutation([1, 3, 4, 6])[:, None]
    for offset, padding in [(0, 0), (0, 50), (-900, 0), (-900, 900), (900, 0)]:
        states = rng.normal(size=(4, 6, 3)).astype("float32")
        states[:, :, 2] = np.where(keep, offset, padding)
        weight = np.append(rng.normal(size=2), 1).astype("float32")
        layer = PositionWeights(3)
        layer.load_state_dict({"score.weight": torch.tensor(weight[None]), "score.bias": torch.zeros(1)}, strict=False)
        scores = np.where(keep, states[:, :, :2].astype(float) @ weight[:2].astype(float), -np.inf)
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        result = layer(torch.tensor(states), torch.tensor(keep))
        hint = f"Here the scores of words are near {offset}, those of padding near {padding}."
        checks.close(result, exponentials / exponentials.sum(axis=1, keepdims=True), "the weights", hint, rtol=2e-3, atol=1e-4)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# Does such a layer learn? The next cell puts yours on top of a recurrent network of the library and trains both: from the context, **one** linear layer must say which animal the sentence is about.
# A state remembers what came before it, so states at the animal and after it can tell; those before it cannot.

# %%
def training_sentences(count):
    """Sentences such as 'a small bird sleeps loudly',
    and the animal that each is about (0 cat, 1 dog, 2 bird)."""
    choose = np.random.default_rng(0).choice
    texts, animals = [], []
    for _ in range(count):
        animal = choose(["cat", "dog", "bird"])
        parts = [choose(["the", "a"]), choose(["", "small", "old"]), animal]
        parts += [
            choose(["sleeps", "barks", "sings"]),
            choose(["", "loudly", "quietly"]),
        ]
        texts.append(" ".join(part for part in parts if part))
        animals.append(["cat", "dog", "bird"].index(animal))
    return texts, torch.tensor(animals)


@demonstration
def learned_positions():
    """This cell uses questions 1 and 6."""
    torch.manual_seed(0)
    embedding = torch.nn.Embedding(len(words), embedding_size)
    rnn = torch.nn.RNN(embedding_size, state_size, batch_first=True)
    attention, answer = PositionWeights(state_size), torch.nn.Linear(state_size, 3)
    parameters = [
        p for part in (embedding, rnn, attention, answer) for p in part.parameters()
    ]
    optimizer = torch.optim.Adam(parameters, lr=0.1)
    texts, animals = training_sentences(30)
    ids, mask = encode(texts, vocabulary)
    own_ids, own_mask = encode(sentences, vocabulary)
    before = attention(rnn(embedding(own_ids))[0], own_mask).detach().numpy()
    for step in range(25):
        states, _ = rnn(embedding(ids))
        context = (attention(states, mask).unsqueeze(-1) * states).sum(dim=1)
        loss = torch.nn.functional.cross_entropy(answer(context), animals)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 5 == 0:
            print(f"step {step:>2}: loss {loss.item():.3f}")
    print(f"   after: loss {loss.item():.3f}")
    after = attention(rnn(embedding(own_ids))[0], own_mask).detach().numpy()
    figure, axes = plt.subplots(1, 2, figsize=(11, 2.8), layout="constrained")
    for axis, weights, when in [
        (axes[0], before, "before training"),
        (axes[1], after, "after training"),
    ]:
        positions = [f"position {t + 1}" for t in range(weights.shape[1])]
        heat_map(axis, weights, sentences, positions, f"weights α, {when}")
    plt.show()


# %% [markdown]
# ## Part 2: self-attention
#
# In part 1 one query per sentence looked at all states. In *self-attention* **every** position asks its own query, and there is no recurrence: the layer works on
# the embeddings directly. Three learned matrices give each position three roles:
#
# $$Q = X W_Q, \qquad K = X W_K, \qquad V = X W_V$$
#
# $$W_Q, W_K \in \mathbb{R}^{E \times d_k},\quad W_V \in \mathbb{R}^{E \times d_v}$$
#
# - the **query** $q_i$: what position $i$ is looking for,
# - the **key** $k_j$: what position $j$ offers to be found by,
# - the **value** $v_j$: what position $j$ hands over when it is found.
#
# Position $i$ compares its query with all keys of its sentence, turns the scores into weights, and mixes the values with them (Vaswani et al., 2017):
#
# $$S_{ij} = \frac{q_i \cdot k_j}{\sqrt{d_k}}, \qquad A_{ij} = \operatorname{softmax}_j\left(S_{ij}\right), \qquad O_i = \sum_j A_{ij}\, v_j$$
#
# or in short
#
# $$O = \operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V$$
#
# | | shape | row $i$ | column $j$ |
# |---|---|---|---|
# | scores $S$, weights $A$ | $(B, T, T)$ | the position that asks (query) | the position that is looked at (key) |
# | output $O$ | $(B, T, d_v)$ | the position that asked | |
#
# **Why $\sqrt{d_k}$?** If the entries of $q$ and $k$ are independent with variance 1, their dot product has variance $d_k$. Without the division, scores
# grow with the size of the projection, the softmax becomes a hard choice, and its gradient nearly vanishes.
#
# **The mask** concerns *keys*: in every row, the columns of padding get the weight 0, and the other weights of the row sum to 1. Rows whose *query* is padding are
# meaningless; nobody reads them, so they may hold anything finite.
#
# *By hand:* two words $x_1 = (1, 0)$ and $x_2 = (0, 1)$, $W_Q = W_K = I$, and $W_V = \operatorname{diag}(10, 20)$. The scores of $x_1$ are $\frac{1}{\sqrt 2} = 0.707$ for itself and
# $0$ for $x_2$; the softmax gives $0.670$ and $0.330$; so its output is $0.670 \cdot (10, 0) + 0.330 \cdot (0, 20) = (6.70, 6.60)$.

# %% [raw]
# # BEGIN QUESTION
# name: q7
# points: 4

# %% [markdown]
# **Question 7.** Write `self_attention(x, w_q, w_k, w_v, mask)` with matrix products and a softmax of your own, for `x` of shape $(B, T, E)$ and `mask` of shape
# $(B, T)$, `True` for real words. Return **two** tensors: the output $O$ of shape $(B, T, d_v)$ and the weights $A$ of shape $(B, T, T)$.
#
# *The checks*: the example worked by hand; then a padded batch of shape (3, 5, 10) on which your output must equal that of
# `torch.nn.functional.scaled_dot_product_attention`, the library's own. The hidden tests also use scaled scores between $-1000$ and $1000$ beside padding.

# %% [raw]
# # BEGIN SOLUTION

# %%
def self_attention(x, w_q, w_k, w_v, mask):
    """Scaled dot-product self-attention:
    output (B, T, d_v) and weights (B, T, T) over the real keys."""
    # BEGIN SOLUTION NO PROMPT
    query, key, value = x @ w_q, x @ w_k, x @ w_v
    scores = query @ key.transpose(-2, -1) / key.shape[-1] ** 0.5
    scores = scores.masked_fill(~mask[:, None, :], float("-inf"))
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
    # END SOLUTION
    """ # BEGIN PROMPT
    # 1. queries, keys and values     2. scaled scores (B, T, T)
    # 3. keep padded keys out         4. softmax over the keys       5. mix the values
    output, weights = ..., ...
    return output, weights
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_self_attention_of_the_example(self_attention, torch):
    import numpy as np

    x, w_v, mask = (
        torch.tensor([[[1.0, 0.0], [0.0, 1.0]]]),
        torch.tensor([[10.0, 0.0], [0.0, 20.0]]),
        torch.tensor([[True, True]]),
    )
    result = self_attention(x, torch.eye(2), torch.eye(2), w_v, mask)
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "self_attention should return two tensors: output, weights"
    )
    assert result[0] is not ..., (
        "self_attention returns nothing yet: fill in its blank."
    )
    output, weights = (
        np.asarray(part.detach() if hasattr(part, "detach") else part)
        for part in result
    )
    assert weights.shape == (1, 2, 2), (
        "2 positions that look at 2 positions need weights of shape (1, 2, 2); got "
        f"{weights.shape}"
    )
    assert output.shape == (1, 2, 2), (
        f"the output should have the shape (1, 2, 2); got {output.shape}"
    )
    assert np.allclose(weights[0, 0], [0.6698, 0.3302], atol=1e-3), (
        "the first word's weights should be (0.670, 0.330); got "
        f"{weights[0, 0].round(3)}: is the scale 1 / sqrt(d_k)?"
    )
    assert np.allclose(output[0], [[6.698, 6.605], [3.302, 13.395]], atol=1e-2), (
        "the outputs should be (6.70, 6.60) and (3.30, 13.40); got "
        f"{output[0].astype(float).round(2).tolist()}"
    )

# %%
""" # BEGIN TEST CONFIG
points: 0.5
""" # END TEST CONFIG
def test_self_attention_equals_the_library(self_attention, torch):
    import numpy as np

    numbers = np.random.default_rng(5)
    x, w_q, w_k, w_v = (
        numbers.normal(size=size).astype("float32")
        for size in [(3, 5, 10), (10, 6), (10, 6), (10, 6)]
    )
    w_q, w_k = w_q / 2, w_k / 2
    keep = np.arange(5) < np.array([[3], [5], [4]])
    query, key, value = (torch.tensor(x @ matrix) for matrix in (w_q, w_k, w_v))
    expected = torch.nn.functional.scaled_dot_product_attention(
        query, key, value, attn_mask=torch.tensor(keep[:, None, :])
    )
    expected = np.asarray(expected)
    result = self_attention(
        *(torch.tensor(array) for array in (x, w_q, w_k, w_v, keep))
    )
    assert isinstance(result, (tuple, list)) and len(result) == 2, (
        "self_attention should return two tensors: output, weights"
    )
    assert result[0] is not ..., (
        "self_attention returns nothing yet: fill in its blank."
    )
    output, weights = (
        np.asarray(part.detach() if hasattr(part, "detach") else part)
        for part in result
    )
    assert output.shape == (3, 5, 6), (
        f"the output should have the shape (3, 5, 6); got {output.shape}"
    )
    assert weights.shape == (3, 5, 5), (
        f"the weights should have the shape (3, 5, 5); got {weights.shape}"
    )
    assert np.isfinite(output).all() and np.isfinite(weights).all(), (
        "every number should be finite: mask keys, not whole rows"
    )
    assert np.allclose(weights.sum(axis=2)[keep], 1, atol=1e-4), (
        "each query's weights should sum to 1 over the keys, the last axis"
    )
    padded_keys = keep[:, :, None] & ~keep[:, None, :]
    assert np.allclose(weights[padded_keys], 0, atol=1e-6), (
        "padded keys should get the weight 0 from every real query"
    )
    assert np.allclose(output[keep], expected[keep], rtol=1e-3, atol=1e-3), (
        "the output at real words should equal "
        "torch.nn.functional.scaled_dot_product_attention"
    )

# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Without padding, output and weights must follow the formula for any sizes, in float32 and float64.
""" # END TEST CONFIG
def test_self_attention_follows_the_formula(self_attention, rng, torch):
    import numpy as np
    from autograder import checks
    for batch, time, size, d_k, d_v, kind in [
        (4, 7, 6, 3, 5, "float32"),
        (5, 5, 5, 5, 5, "float64"),
        (1, 3, 12, 8, 2, "float32"),
        (3, 1, 4, 2, 3, "float32"),
    ]:
        x, w_q, w_k, w_v = (
            (rng.normal(size=shape) * scale).astype(kind)
            for shape, scale in [((batch, time, size), 1), ((size, d_k), 0.6), ((size, d_k), 0.6), ((size, d_v), 0.6)]
        )
        scores = (x @ w_q) @ np.swapaxes(x @ w_k, 1, 2) / np.sqrt(d_k)
        expected = np.exp(scores - scores.max(axis=2, keepdims=True))
        expected /= expected.sum(axis=2, keepdims=True)
        mask = torch.ones((batch, time), dtype=torch.bool)
        result = self_attention(*(torch.tensor(value) for value in (x, w_q, w_k, w_v)), mask)
        assert isinstance(result, (tuple, list)) and len(result) == 2, "Expected two tensors: output, weights."
        weights = checks.shape(result[1], expected.shape, "the weights")
        checks.sums_to_one(weights, 2, "each query's weights", "The softmax runs over the keys, the last axis.")
        hint = f"Row i is the softmax over j of q_i . k_j / sqrt(d_k); here d_k is {d_k} and E is {size}."
        checks.close(weights, expected, "the weights", hint, rtol=1e-3, atol=1e-4)
        checks.close(result[0], expected @ (x @ w_v), "the output", "It is the weights times the values V = x W_v.", rtol=1e-3, atol=1e-3)

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Padded keys must get no weight and must not change the output at real words, and all numbers must be finite.
""" # END TEST CONFIG
def test_self_attention_ignores_padding(self_attention, rng, torch):
    import numpy as np
    from autograder import checks
    batch, time, size = 4, 6, 7
    keep = np.arange(time) < rng.permutation([1, 3, 5, 6])[:, None]
    x = rng.normal(size=(batch, time, size)).astype("float32")
    projections = [torch.tensor((rng.normal(size=(size, 4)) * 0.5).astype("float32")) for _ in range(3)]

    def attend(inputs):
        result = self_attention(torch.tensor(inputs), *projections, torch.tensor(keep))
        assert isinstance(result, (tuple, list)) and len(result) == 2, "Expected two tensors: output, weights."
        output = checks.shape(result[0], (batch, time, 4), "the output")
        weights = checks.shape(result[1], (batch, time, time), "the weights")
        hint = "Mask the keys (columns), so that no row is masked entirely."
        return checks.finite(output, "the output", hint)[keep], checks.finite(weights, "the weights", hint)[keep]

    output, weights = attend(x)
    checks.sums_to_one(weights, 1, "the weights of a real query", "They sum to 1 over the real keys.")
    columns = np.repeat(keep[:, None, :], time, axis=1)[keep]
    checks.masked(weights, columns, "the weights of a real query", "Mask the columns of padded keys before the softmax.")
    junk = np.where(keep[:, :, None], x, 5 * rng.normal(size=x.shape)).astype("float32")
    hint = "Only the embeddings of padding changed, which must not matter."
    checks.close(attend(junk)[0], output, "the output at real words", hint)
    other = np.where(keep[:, :, None], x[:, :, ::-1], x).astype("float32")
    checks.differs(attend(other)[0], output, "the output after the real words changed")

# %%
""" # BEGIN TEST CONFIG
points: 0.5
hidden: true
failure_message: Padded keys must get no weight where the scores are large too, say 0 or 900 at padded keys beside -900 at real ones, and the weights of the real keys must sum to 1 and follow their scores.
""" # END TEST CONFIG
def test_large_scores_beside_padded_keys(self_attention, rng, torch):
    import numpy as np
    from autograder import checks
    keep = np.arange(5) < rng.permutation([2, 3, 4])[:, None]
    for offset, padding in [(-900, 0), (-900, 900), (900, 0)]:
        # d_k is 4, so scores are halved. The last feature is 1 for queries; keys hold their score in it. Small whole numbers are exact.
        x = rng.integers(-2, 3, size=(3, 5, 5)).astype("float32")
        x[:, :, 3], x[:, :, 4] = 1, 2 * np.where(keep, offset, padding)
        w_q, w_k = np.zeros((5, 4), "float32"), np.zeros((5, 4), "float32")
        w_q[:3, :3] = w_k[:3, :3] = np.eye(3)
        w_q[3, 3] = w_k[4, 3] = 1
        result = self_attention(*(torch.tensor(value) for value in (x, w_q, w_k, np.eye(5, dtype="float32"), keep)))
        assert isinstance(result, (tuple, list)) and len(result) == 2, "Expected two tensors: output, weights."
        weights = checks.shape(result[1], (3, 5, 5), "the weights")[keep]
        hint = f"Here the scores at real keys are near {offset}, those at padded keys near {padding}."
        checks.sums_to_one(weights, 1, "the weights of a real query", hint)
        columns = np.repeat(keep[:, None, :], 5, axis=1)[keep]
        checks.masked(weights, columns, "the weights of a real query", hint)
        checks.differs(weights, columns / columns.sum(axis=1, keepdims=True), "the weights, compared with equal ones,", hint)

# %%
""" # BEGIN TEST CONFIG
points: 1
hidden: true
failure_message: Queries and keys must decide the weights, values must decide what is mixed.
""" # END TEST CONFIG
def test_queries_keys_and_values_do_their_work(self_attention, rng, torch):
    import numpy as np
    from autograder import checks
    x, w_q, w_k, w_v, step_q, step_k, step_v = (
        rng.normal(size=size).astype("float32") for size in [(3, 6, 5), (5, 4), (5, 4), (5, 7), (5, 4), (5, 4), (5, 7)]
    )
    w_q, w_k = w_q / 2, w_k / 2
    mask = torch.ones((3, 6), dtype=torch.bool)

    def attend(w_q, w_k, w_v):
        result = self_attention(*(torch.tensor(value) for value in (x, w_q, w_k, w_v)), mask)
        assert isinstance(result, (tuple, list)) and len(result) == 2, "Expected two tensors: output, weights."
        output = checks.finite(checks.shape(result[0], (3, 6, 7), "the output"), "the output")
        return output, checks.finite(checks.shape(result[1], (3, 6, 6), "the weights"), "the weights")

    output, weights = attend(w_q, w_k, w_v)
    for name, arguments in {"w_q": (w_q + step_q, w_k, w_v), "w_k": (w_q, w_k + step_k, w_v)}.items():
        moved_output, moved_weights = attend(*arguments)
        checks.differs(moved_weights, weights, f"the weights after a step of {name}")
        checks.differs(moved_output, output, f"the output after a step of {name}")
    moved_output, moved_weights = attend(w_q, w_k, w_v + step_v)
    checks.close(moved_weights, weights, "the weights after a step of w_v", "Values have no part in the weights.")
    hint = "The output moves by your weights times x times the step."
    checks.close(moved_output - output, weights @ (x @ step_v), "the change of the output after a step of w_v", hint, 1e-3, 1e-3)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [markdown]
# ### Attention that has learned something
#
# Your layer is differentiable, so it can learn. The next cell trains it on a small task: **every word must say which animal its sentence is about.** An embedding
# of "loudly" does not contain that, so each position has to fetch it from another one. The sentences for training are those of 1.6, made of random words, so that no verb gives
# the animal away. The picture shows the weights $A$ of the three sentences before and after training: one row per word that asks, one column per position it looks at.
# (The seed was chosen for a clear picture. Try others once you have answered question 8.)

# %%
@demonstration
def attention_heat_map():
    """This cell uses questions 1 and 7."""
    numbers = torch.Generator().manual_seed(3)
    sizes = (
        [(len(words), embedding_size)]
        + [(embedding_size, projection_size)] * 3
        + [(projection_size, 3)]
    )
    parameters = [
        (torch.randn(size, generator=numbers) / size[0] ** 0.5).requires_grad_()
        for size in sizes
    ]
    table, w_q, w_k, w_v, w_out = parameters
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    texts, animals = training_sentences(40)
    ids, mask = encode(texts, vocabulary)
    own_ids, own_mask = encode(sentences, vocabulary)

    def look():
        return (
            self_attention(embed(own_ids, table).float(), w_q, w_k, w_v, own_mask)[1]
            .detach()
            .numpy()
        )

    before = look()
    for step in range(50):
        output, _ = self_attention(embed(ids, table).float(), w_q, w_k, w_v, mask)
        logits = output.float() @ w_out  # (B, T, 3)
        loss = torch.nn.functional.cross_entropy(
            logits[mask], animals[:, None].expand(mask.shape)[mask]
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 10 == 0:
            print(f"step {step:>2}: loss {loss.item():.3f}")
    right = (logits.argmax(-1) == animals[:, None])[mask].float().mean()
    print(f"   after: loss {loss.item():.3f}, right at {right:.0%} of the words")

    figure, axes = plt.subplots(2, 3, figsize=(12, 7), layout="constrained")
    for row, (weights, when) in enumerate(
        [(before, "before training"), (look(), "after training")]
    ):
        for column, sentence in enumerate(sentences):
            asked = sentence.split()
            seen = asked + ["<pad>"] * (weights.shape[1] - len(asked))
            heat_map(
                axes[row, column],
                weights[column, : len(asked)],
                asked,
                seen,
                f"“{sentence}”, {when}",
            )
    plt.show()


# %% [raw]
# # BEGIN QUESTION
# name: q8
# manual: true
# points: 2

# %% [markdown]
# **Question 8** (read by a person). Look at the heat maps above and answer in five to eight sentences.
#
# 1. What does one *row* of a map say? Why does it sum to 1, and why does a *column* not have to? What do the `<pad>` columns show?
# 2. How do the maps change with training, and why is that what the task needs?
# 3. A friend says: "The word with the largest weight is the reason for the network's answer." Name one thing that the map does not show and that speaks against it.

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# *Half a point for the row, half for columns and padding, half for the change, half for the limit.*
#
# 1. Row $i$ says in which proportions word $i$ mixes the values of the positions of its sentence. It is a softmax over the keys, so it sums to 1; a column collects what all queries give to one
#    key, and several queries may choose the same key or none may. The `<pad>` columns are exactly 0 in every row, because the mask takes padded keys out before the softmax.
# 2. Before training the weights are spread, following random projections. After training, the rows put most of their weight on the column of the animal (cat, dog, bird), whatever
#    the word that asks. The task is to name the animal at every position, and only the animal's own value carries that information.
# 3. The map shows only how much of each value is mixed in, not what the values contain: a large weight on a value that the output projection ignores has no effect, and small weights on
#    large values may matter. (Also right: other weights can give the same output, as other seeds show; in deeper networks a position already mixes information from others.)

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION

# %% [markdown]
# ## Further reading
#
# - D. Bahdanau, K. Cho, Y. Bengio: *Neural Machine Translation by Jointly Learning to Align and Translate*, 2015. Where attention over recurrent states began, with additive scores.
# - M.-T. Luong, H. Pham, C. D. Manning: *Effective Approaches to Attention-based Neural Machine Translation*, 2015. The dot-product scores of question 3.
# - A. Vaswani and others: *Attention Is All You Need*, 2017. Queries, keys, values and the scale $1/\sqrt{d_k}$.
# - S. Jain, B. C. Wallace: *Attention is not Explanation*, 2019, and S. Wiegreffe, Y. Pinter: *Attention is not not Explanation*, 2019. For question 8.
# - The documentation of `torch.nn.functional.scaled_dot_product_attention` and `torch.nn.MultiheadAttention`: the same layer with several heads, made fast.
#
# *To go on:* train with `manual_seed(4)` in the heat-map cell. The network still names every animal, although the rows of "the small dog barks loudly" now spread their
# weight over all words. How can it know? (Ask it about "the small barks loudly", which has no animal at all.) What changes if a word may only look at words before it
# (a causal mask)? And why does this layer not notice when you shuffle the words of a sentence?
