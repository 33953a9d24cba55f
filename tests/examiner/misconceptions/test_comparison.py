"""A question is named after a wrong answer only where all speaks for it, and something does."""

from __future__ import annotations

import msgspec
import numpy as np

from autograder.examiner.misconceptions.catalogue import Catalogue, Known, Wrong
from autograder.examiner.misconceptions.comparison import match, worth_asking
from autograder.examiner.misconceptions.recorder import Recorder
from autograder.examiner.misconceptions.transcript import MISSING, OBJECT, Case, Transcript


def case(*values: object, failed: bool = True) -> Case:
    recorder = Recorder(lambda value: None)
    recorder.begin("a")
    for value in values:
        recorder.arrived(value)
    return recorder.transcript({"a": failed})["a"]


def passes(*values: object) -> Case:
    return case(*values, failed=False)


def wrong(transcript: Transcript, cells: str = "def f(x): return x") -> Wrong:
    return Wrong("It is wrong.", "Look again.", {"q1": cells}, transcript)


def known(opened: tuple[str, ...] = (), **answers: Wrong) -> Known:
    return Known("hash", {"a": passes(1.0), "b": passes(2.0)}, list(opened), answers)


SQUARES = wrong({"a": case(3.0), "b": passes(2.0)})


def name(known: Known, heard: Transcript, cells: str = "") -> str | None:
    found = match(known, heard, {"q1": cells})
    return found.name if found else None


def test_equal_outputs_are_named() -> None:
    assert name(known(squares=SQUARES), {"a": case(3.0 + 1e-7), "b": passes(2.0)}) == "squares"


def test_one_other_output_is_enough_to_say_nothing() -> None:
    assert name(known(squares=SQUARES), {"a": case(3.0), "b": passes(2.1)}) is None
    assert name(known(squares=SQUARES), {"a": case(3.01), "b": passes(2.0)}) is None
    assert name(known(squares=SQUARES), {"a": case(3.0)}) is None
    assert name(known(squares=SQUARES), {}) is None
    assert name(known(), {"a": case(3.0), "b": passes(2.0)}) is None


def test_what_equals_the_reference_is_no_evidence() -> None:
    """Both lose points for what cannot be heard; the outputs say nothing."""
    silent = wrong({"a": case(1.0), "b": passes(2.0)})
    assert name(known(silent=silent), {"a": case(1.0), "b": passes(2.0)}) is None
    harmless = wrong({"a": case(1.0), "b": passes(2.5)})  # it passes where it differs
    assert name(known(harmless=harmless), {"a": case(1.0), "b": passes(2.5)}) is None


def test_what_the_test_could_not_ask_is_no_evidence() -> None:
    for entry in (MISSING, OBJECT):
        heard = {"a": Case(True, [entry]), "b": passes(2.0)}
        assert name(known(other=wrong(heard)), heard) is None


def test_in_an_open_case_it_is_enough_that_both_fail() -> None:
    trained = wrong({"a": case(3.0), "b": case(7.0)})
    heard = {"a": case(3.0), "b": case(7.7)}
    assert name(known(trained=trained), heard) is None
    assert name(known(opened=("b",), trained=trained), heard) == "trained"
    assert name(known(opened=("b",), trained=trained), {"a": case(3.0), "b": passes(7.7)}) is None
    assert name(known(opened=("a", "b"), trained=trained), {"a": case(3.3), "b": case(7.7)}) is None


def test_the_answer_that_more_cases_speak_for_comes_first() -> None:
    both, one = wrong({"a": case(3.0), "b": case(7.0)}), wrong({"a": case(3.0), "b": case(6.0)})
    heard = {"a": case(3.0), "b": case(7.0)}
    found = match(known(opened=("b",), one=one, two=both), heard, {})
    assert found is not None
    assert (found.name, found.others) == ("two", 0)


def test_where_a_test_case_was_not_run_again_it_is_enough_that_both_fail() -> None:
    both = wrong({"a": case(3.0), "b": case(7.0)})
    assert name(known(both=both), {"a": case(3.0), "b": Case(True, None)}) == "both"
    assert name(known(both=both), {"a": case(3.0), "b": Case(False, None)}) is None
    assert name(known(both=both), {"a": Case(True, None), "b": Case(True, None)}) is None


def catalogue(whole: float, **seconds: float) -> Catalogue:
    return Catalogue("seed", {"q1": msgspec.structs.replace(known(), seconds=seconds)}, whole)


def test_the_quickest_test_cases_are_run_again_as_far_as_a_share_of_the_grading_reaches() -> None:
    long = catalogue(100, a=5, b=1, c=9, d=1.5)
    assert worth_asking(long, {"q1": ["a", "b", "c", "d"]}) == {"q1": {"a", "b", "d"}}
    assert worth_asking(long, {"q1": ["c"]}) == {"q1": set()}
    short = catalogue(0.01, a=0.01, b=0.009, c=0.02)
    assert worth_asking(short, {"q1": ["a", "b", "c"]}) == {"q1": {"a", "b"}}


def test_a_catalogue_that_knows_no_times_asks_all() -> None:
    assert worth_asking(catalogue(0), {"q1": ["a", "b"]}) == {"q1": {"a", "b"}}


def test_between_equal_outputs_the_text_decides() -> None:
    outputs = {"a": case(3.0), "b": passes(2.0)}
    loop = wrong(
        outputs, "def f(x):\n    total = 0\n    for item in x:\n        total += item\n    return total"
    )
    power = wrong(outputs, "def f(x):\n    return x ** 2")
    catalogue = known(loop=loop, power=power)
    assert name(catalogue, outputs, "def f(value): return value ** 2") == "power"
    assert name(catalogue, outputs, "def f(v):\n  s = 0\n  for e in v:\n    s += e\n  return s") == "loop"
    found = match(catalogue, outputs, {})
    assert found is not None
    assert found.others == 1


def test_a_text_of_any_length_is_compared_quickly() -> None:
    outputs = {"a": case(np.ones(2)), "b": passes(2.0)}
    answers = {f"number_{i}": wrong(outputs, "x + " * 2000) for i in range(5)}
    assert name(known(**answers), outputs, "+ x " * 200_000) in answers
