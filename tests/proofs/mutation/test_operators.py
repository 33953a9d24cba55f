"""Each operator makes the changes it names, and nothing is changed that no test could notice."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from places import SOLUTIONS

from autograder.assignment.answers import answers
from autograder.proofs.mutation.mutants import Mutant, of_cell, spread
from autograder.proofs.mutation.operators import OPERATORS

CHANGES = [
    ("axis", "y = x.sum(axis=-1)", {"y = x.sum(axis=-2)", "y = x.sum(axis=0)"}),
    ("axis", "y = x.unsqueeze(1)", {"y = x.unsqueeze(0)"}),
    ("axis", "y = torch.softmax(x, 1)", {"y = torch.softmax(x, 0)"}),
    ("sign", "y = a + b - c", {"y = a - b - c", "y = a + b + c"}),
    ("sign", "y += a", {"y -= a"}),
    ("sign", "y = -(a * b).sum()", {"y = (a * b).sum()"}),
    ("sign", 'y = x.masked_fill(m, float("-inf"))', {'y = x.masked_fill(m, float("inf"))'}),
    ("sign", 'y = "a" + b + [c]', set()),
    ("transpose", "y = x.T", {"y = x"}),
    ("transpose", "y = x.transpose(-2, -1)", {"y = x"}),
    ("transpose", "y = np.swapaxes(a + b, 1, 2)", {"y = (a + b)"}),
    ("transpose", "y = (a + b) @ c", {"y = c @ (a + b)"}),
    ("transpose", "y = a * b @ c", {"y = c @ (a * b)"}),
    ("transpose", "y = ops.matmul(a, b[0])", {"y = ops.matmul(b[0], a)"}),
    ("transpose", 'y = np.einsum("bth,bh->bt", a, b)', {'y = np.einsum("bth,bh->tb", a, b)'}),
    ("scale", "y = a / b", {"y = a * b"}),
    ("scale", "y = (a + b) * 2", {"y = (a + b) / 2", "y = (a + b) * 3"}),
    ("scale", "y = a / d**0.5", {"y = a * d**0.5", "y = a / d"}),
    ("scale", "y = np.sqrt(a + b)", {"y = (a + b)"}),
    ("scale", "y = [0] * n", set()),
    ("mask", "y = f(x, attention_mask=m[:, None])", {"y = f(x, attention_mask=None)"}),
    ("mask", "y = f(x, use_causal_mask=True)", {"y = f(x, use_causal_mask=False)"}),
    ("mask", "y = ~m", {"y = m"}),
    ("mask", "y = ops.not_equal(x, 0)", {"y = ops.equal(x, 0)"}),
    ("mask", "y = (x) == (z)", {"y = (x) != (z)"}),
    ("mask", "y = x not in z", {"y = x in z"}),
    ("mask", "y = np.where(m, a + b, 0)", {"y = np.where(m, 0, a + b)"}),
    ("mask", "y = x.masked_fill(m, 0)", {"y = x"}),
    ("activation", "y = ops.softmax(a + b, axis=1)", {"y = (a + b)", "y = ops.log_softmax(a + b, axis=1)"}),
    ("activation", "y = x.tanh()", {"y = x", "y = x.sigmoid()"}),
    ("activation", "y = np.tanh(x)", {"y = x", "y = np.arctan(x)"}),
    (
        "activation",
        'y = Dense(4, activation="relu")',
        {f'y = Dense(4, activation="{a}")' for a in ("linear", "tanh")},
    ),
    ("off_by_one", "y = x[1:]", {"y = x[2:]", "y = x[0:]"}),
    ("off_by_one", "y = x[:, :-1]", {"y = x[:, :-2]"}),
    ("off_by_one", "y = x[: len(z)]", {"y = x[: len(z) - 1]"}),
    ("off_by_one", "y = range(n)", {"y = range(n - 1)"}),
    ("off_by_one", "y = a < b", {"y = a <= b"}),
    ("off_by_one", "y = f(units, 64)", set()),
    ("off_by_one", "y = x.transpose(1, 2)", set()),
    ("detach", "def f(x, w):\n    return x @ w, w", {"return (x @ w).detach(), w"}),
    ("detach", "def f(x, w):\n    y = ops.matmul(x, w)", {"y = ops.stop_gradient(ops.matmul(x, w))"}),
    ("detach", "def f(x, w):\n    return np.asarray(x) @ w", set()),
    ("reduction", "y = x.mean(0) + max(z)", {"y = x.sum(0) + max(z)", "y = x.mean(0) + min(z)"}),
    ("flag", "y = GRU(3, return_sequences=True)", {"y = GRU(3, return_sequences=False)"}),
    ("flag", 'y = Conv1D(3, 3, padding="same")', {'y = Conv1D(3, 3, padding="valid")'}),
    ("branch", "y = a if m else b + c", {"y = b + c if m else a"}),
    ("branch", "if a and b:\n    y = 1", {"if a or b:", "if not (a and b):"}),
    ("order", "y = f(a, b, c)", {"y = f(b, a, c)"}),
    ("order", "def f(a, b):\n    return a[0], b", {"return b, a[0]"}),
    ("order", "y = max(a, b)", set()),
    ("order", "y = f(a, a)", set()),
    ("statement", "for a in b:\n    y.append(a)", {"pass"}),
    ("statement", "y = y / y.sum()", {"pass"}),
]
UNTOUCHED = [
    '"""The mean < 1."""',
    "y = x  # -1 * x.T",
    "from a import b",
    "print(x.mean() + 1)",
    "plt.plot(x[1:], -x)",
    'raise ValueError("got " + str(x[0] + 1))',
    'y = f"{x + 1}"',
    "keras.utils.set_random_seed(1)",
    "y = fit(verbose=0, jit_compile=True)",
    'def f(x: Literal[1] = 1, axis=-1) -> "a + b":\n    y = x',
    "y: Literal[-1] = x",
    "%%time\ny = x + 1",
]


@pytest.mark.parametrize(("operator", "source", "expected"), CHANGES)
def test_an_operator_makes_its_changes(operator: str, source: str, expected: set[str]) -> None:
    found = {mutant.after for mutant in of_cell("q1", 1, source) if mutant.operator == operator}
    assert found == expected


def test_every_operator_is_in_the_table() -> None:
    assert {operator for operator, _, expected in CHANGES if expected} == {*OPERATORS}


@pytest.mark.parametrize("source", UNTOUCHED)
def test_what_no_test_sees_is_not_changed(source: str) -> None:
    assert not list(of_cell("q1", 1, source))


def test_an_assertion_is_changed_but_not_its_message() -> None:
    found = {mutant.after for mutant in of_cell("q1", 1, 'assert a == b, "got " + str(a < b)')}
    assert found == {'assert a != b, "got " + str(a < b)'}


def test_a_mutant_names_its_line_and_shows_it_before_and_after() -> None:
    source = 'é = "ü"\nif é:\n    y = len("äöü") + f(\n        a, b\n    )\n'
    (mutant,) = [one for one in of_cell("q1", 2, source) if one.operator == "sign"]
    assert (mutant.cell, mutant.line) == (2, 3)
    assert mutant.before == 'y = len("äöü") + f('
    assert mutant.after == 'y = len("äöü") - f('
    (mutant,) = [one for one in of_cell("q1", 2, "y.fit(\n    a,\n    b,\n)") if one.operator == "statement"]
    assert (mutant.before, mutant.after) == ("y.fit( a, b, )", "pass")


def test_mutants_of_real_answers_parse_and_change_only_the_lines_they_name() -> None:
    """All right answers of the course: some thousand mutants."""
    accepted = [one for folder in sorted(SOLUTIONS.iterdir()) for one in answers(folder) if one.accepted]
    cells = [cell for answer in accepted for cells in answer.cells.values() for cell in cells]
    found = [(cell, mutant) for cell in cells for mutant in of_cell("q1", 1, cell)]
    assert len(found) > 1000
    for source, mutant in found:
        ast.parse(mutant.source)
        _check_lines(source, mutant)


def _check_lines(source: str, mutant: Mutant) -> None:
    old, new = source.split("\n"), mutant.source.split("\n")
    while new and old[-1] == new[-1]:  # what follows the change
        old.pop()
        new.pop()
    first = mutant.line - 1
    assert old[:first] == new[:first], mutant
    assert mutant.before.startswith(" ".join(line.strip() for line in old[first:])), mutant
    assert mutant.before != mutant.after, mutant


def some_mutants() -> st.SearchStrategy[list[Mutant]]:
    place = st.tuples(
        st.sampled_from("abc"), st.integers(1, 2), st.integers(1, 4), st.sampled_from([*OPERATORS])
    )
    return st.lists(place, unique=True).map(
        lambda places: [Mutant(*place, "x", str(number), "") for number, place in enumerate(sorted(places))]
    )


@given(some_mutants(), st.integers(0, 12))
def test_the_chosen_ones_are_spread_evenly(found: list[Mutant], limit: int) -> None:
    chosen = spread(found, limit)
    assert len(chosen) == min(limit, len(found))
    assert chosen == [mutant for mutant in found if mutant in chosen]  # in their order
    for question in "abc":
        theirs, left = ([m for m in some if m.question == question] for some in (chosen, found))
        most = max((sum(m.question == other for m in chosen) for other in "abc"), default=0)
        assert len(theirs) >= most - 1 or len(theirs) == len(left)
        operators = {m.operator for m in left}
        assert len({m.operator for m in theirs}) == min(len(operators), len(theirs))
