# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: mini
# init_cell: true
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests:
#     ok_format: false

# %% [markdown]
# # Three small questions

# %%
import numpy as np

# %%
offset = 10.0

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 3

# %% [markdown]
# Write `double`.

# %% [raw]
# # BEGIN SOLUTION

# %%
def double(x):
    """Twice x."""
    # BEGIN SOLUTION NO PROMPT
    twice_as_much = np.asarray(x) * 2
    return twice_as_much
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
def test_double_of_two(double):
    assert double(2) == 4, "double(2) should be 4"
# %%
""" # BEGIN TEST CONFIG
hidden: true
failure_message: double must work for any numbers.
""" # END TEST CONFIG
def test_double_of_anything(double, rng):
    from autograder import checks

    x = rng.normal(size=(3, 4))
    checks.close(double(x), 2 * x, "double(x)")
# %% [raw]
# # END TESTS
# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q2
# points: 2

# %% [markdown]
# Write `shifted`, which adds the offset of above.

# %% [raw]
# # BEGIN SOLUTION

# %%
def shifted(x):
    """x plus the offset."""
    # BEGIN SOLUTION NO PROMPT
    moved_by_the_offset = np.asarray(x) + offset
    return moved_by_the_offset
    # END SOLUTION
    """ # BEGIN PROMPT
    ...
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
def test_shifted_zero(shifted):
    assert shifted(0) == 10, "shifted(0) should be the offset"

# %%
# HIDDEN
def test_shifted_like_the_reference(shifted, reference, heldout, thresholds):
    from autograder import checks

    points = heldout["points"]["x"]
    checks.close(shifted(points), reference.shifted(points), "shifted(x)", atol=thresholds["shift"])

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: q3
# manual: true
# points: 5

# %% [markdown]
# Why?

# %% [raw]
# # BEGIN SOLUTION

# %% [markdown]
# Because two is one and one.

# %% [raw]
# # END SOLUTION

# %% [raw]
# # END QUESTION
