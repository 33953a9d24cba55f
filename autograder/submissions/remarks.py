"""What is to be said about a class as a whole, a sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.message import Message, counted
from autograder.submissions.owners.layout import Owner
from autograder.submissions.owners.names import one_line, safe
from autograder.submissions.owners.roster import Person, Roster
from autograder.submissions.search import Found

MOST = 40  # names in one sentence


def on_roster(hand_ins: Sequence[tuple[Owner, Person | None]], roster: Roster) -> list[Message | str]:
    """Who handed in nothing, and whose id is not there.

    Args:
        hand_ins: who handed in, each with the roster's person.
    """
    if not roster.people:
        return []
    remarks: list[Message | str] = [*roster.notes]
    there = {person for _, person in hand_ins if person}
    unknown = [safe(owner.name) for owner, person in hand_ins if person is None]
    absent = [safe(person.name) for person in roster.people if person not in there]
    if unknown and not there:
        ids = ", ".join(person.ids[0] for person in roster.people[:3])
        remarks.append(
            Message(
                "No id of the roster was found among what was handed in: ids are like {ids}, "
                "the files and folders are called {names}.",
                {"ids": one_line(ids), "names": ", ".join(unknown[:3])},
            )
        )
    elif unknown:
        remarks.append(Message("Not in the roster: {names}.", {"names": _listed(unknown)}))
    shortened = [
        (key, person)
        for owner, person in hand_ins
        if person and not any(map(roster.has, owner.ids))
        for key in [next(key for key in owner.ids if roster.find([key]))]
    ]
    if shortened:
        key, person = shortened[0]
        remarks.append(
            counted(
                "Ids of the roster lack the zeros in front, which Excel removes: {id} was taken for {key}.",
                "Ids of the roster lack the zeros in front, which Excel removes: {id} was taken for {key}, "
                "and {more} more.",
                len(shortened),
                {"id": person.ids[0], "key": key, "more": len(shortened) - 1},
            )
        )
    if absent:
        remarks.append(Message("In the roster and handed in nothing: {names}.", {"names": _listed(absent)}))
    return remarks


def on_rest(set_aside: Sequence[Found]) -> list[Message]:
    """What nobody is given a row for."""
    names = [one_line("/".join((*item.folders, item.name))) for item in set_aside]
    return [Message("Not taken for anybody's work: {names}.", {"names": _listed(names)})] if names else []


def _listed(names: Sequence[str]) -> Message | str:
    shown = ", ".join(names[:MOST])
    if len(names) <= MOST:
        return shown
    return Message("{names} and {more} more", {"names": shown, "more": len(names) - MOST})


def on_aside(names: Sequence[str]) -> list[Message]:
    """What looks like a platform's download and was taken for a student's."""
    if not names:
        return []
    return [
        Message(
            "Among other hand-ins, and so taken for a student's, though it looks like a platform's download: "
            "give a download by itself: {names}.",
            {"names": _listed([one_line(name) for name in names])},
        )
    ]
