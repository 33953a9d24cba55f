# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: lists
# init_cell: true
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # Questions whose tests make lists of what arrives

# %%
import numpy as np

# %% [raw]
# # BEGIN QUESTION
# name: l1
# points: 2

# %% [markdown]
# Write `positions`: an array with the places in a text where a word begins.

# %% [raw]
# # BEGIN SOLUTION

# %%
def positions(text, word):
    """text, word: strings."""
    # BEGIN SOLUTION NO PROMPT
    return np.array([i for i in range(len(text)) if text.startswith(word, i)], dtype=int)
    # END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_positions_in_the_poem(positions, heldout):
    from autograder import checks

    found = positions(heldout["poem"], "here").tolist()
    checks.close([float(place) for place in found], [17.0, 28.0], "the places")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: l2
# points: 2

# %% [markdown]
# Write `ranked`: the places of the scores, the largest first.

# %% [raw]
# # BEGIN SOLUTION

# %%
def ranked(scores):
    """scores: one row."""
    # BEGIN SOLUTION NO PROMPT
    return np.argsort(-scores)
    # END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_every_place_occurs_once(ranked, rng):
    scores = rng.normal(size=20)
    order = ranked(scores).tolist()
    seen = 0
    for place in order:
        seen += place >= 0
    assert sorted(order) == list(range(20)), "each place occurs once"
    assert seen == 20

# %%
# HIDDEN
def test_the_largest_comes_first(ranked, rng):
    from autograder import checks

    scores = rng.normal(size=20)
    checks.close(scores[checks.shape(ranked(scores), (20,), "the places")], sorted(scores)[::-1], "the scores")

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: l3
# points: 1

# %% [markdown]
# Write `counts`: how often each number occurs, a dictionary.

# %% [raw]
# # BEGIN SOLUTION

# %%
def counts(numbers):
    """numbers: a list."""
    # BEGIN SOLUTION NO PROMPT
    return {number: numbers.count(number) for number in numbers}
    # END SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
# HIDDEN
def test_counts(counts):
    assert counts([3, 3, 5]) == {3: 2, 5: 1}, "each number with how often it occurs"

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
