"""What is to be said about a class as a whole, a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.submissions.owners.layout import Owner
from autograder.submissions.owners.names import one_line, safe
from autograder.submissions.owners.roster import Person, Roster
from autograder.submissions.search import Found

MOST = 40  # names in one sentence


def on_roster(hand_ins: Sequence[tuple[Owner, Person | None]], roster: Roster) -> list[str]:
    """Who handed in nothing, and whose id is not there.

    Args:
        hand_ins: who handed in, each with the roster's person.
    """
    if not roster.people:
        return []
    remarks = list(roster.notes)
    there = {person for _, person in hand_ins if person}
    unknown = [safe(owner.name) for owner, person in hand_ins if person is None]
    absent = [safe(person.name) for person in roster.people if person not in there]
    if unknown and not there:
        ids = ", ".join(person.ids[0] for person in roster.people[:3])
        remarks.append(
            f"No id of the roster was found among what was handed in: ids are like {one_line(ids)}, "
            f"the files and folders are called {', '.join(unknown[:3])}."
        )
    elif unknown:
        remarks.append(f"Not in the roster: {_listed(unknown)}.")
    shortened = [
        (key, person)
        for owner, person in hand_ins
        if person and not any(map(roster.has, owner.ids))
        for key in [next(key for key in owner.ids if roster.find([key]))]
    ]
    if shortened:
        key, person = shortened[0]
        remarks.append(
            f"Ids of the roster lack the zeros in front, which Excel removes: {person.ids[0]} was taken for "
            f"{key}{f', and {len(shortened) - 1} more' if len(shortened) > 1 else ''}."
        )
    if absent:
        remarks.append(f"In the roster and handed in nothing: {_listed(absent)}.")
    return remarks


def on_rest(set_aside: Sequence[Found]) -> list[str]:
    """What nobody is given a row for."""
    names = [one_line("/".join((*item.folders, item.name))) for item in set_aside]
    return [f"Not taken for anybody's work: {_listed(names)}."] if names else []


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST])
    return f"{shown} and {len(names) - MOST} more" if len(names) > MOST else shown


def on_aside(names: Sequence[str]) -> list[str]:
    """What looks like a platform's download and was taken for a student's."""
    said = "taken for a student's, though it looks like a platform's download: give a download by itself"
    shown = _listed([one_line(name) for name in names])
    return [f"Among other hand-ins, and so {said}: {shown}."] if names else []
