"""What is said about a class as a whole."""

from __future__ import annotations

from autograder.student import Student
from autograder.submissions import remarks
from autograder.submissions.owners.layout import Owner
from autograder.submissions.owners.roster import Roster


def owner(name: str) -> Owner:
    return Owner((name,), name, (name,))


def test_who_is_absent_and_who_is_not_in_the_roster() -> None:
    roster = Roster.of({"1": "Ana", "2": "Ben"})
    ana = roster.student(Student("1", "1", known_as=("1",)))
    hand_ins = {owner("1"): ana, owner("mal"): Student.named("mal")}
    assert [*map(str, remarks.on_roster(hand_ins, roster))] == [
        "Not in the roster: mal.",
        "In the roster and handed in nothing: Ben.",
    ]
    assert remarks.on_roster(hand_ins, Roster()) == []


def test_many_names_are_counted() -> None:
    roster = Roster.of({str(number): f"s{number}" for number in range(50)})
    (said,) = remarks.on_roster({}, roster)
    assert str(said).endswith("s39 and 10 more.")
    assert remarks.on_rest([]) == []


def test_what_looks_like_a_download_is_named() -> None:
    assert remarks.on_aside([]) == []
    (said,) = remarks.on_aside(["a.zip", "b\n.zip"])
    assert str(said).endswith(": a.zip, b .zip.")
