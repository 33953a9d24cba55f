"""What is to be said about a class as a whole, a sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autograder.message import Message, counted
from autograder.student import Student
from autograder.submissions.owners.layout import Owner
from autograder.submissions.owners.names import one_line, safe
from autograder.submissions.owners.roster import Person, Roster, folded
from autograder.submissions.search import Found

MOST = 40  # names in one sentence


def on_roster(hand_ins: Mapping[Owner, Student], roster: Roster) -> list[Message | str]:
    """Who handed in nothing, and whose id is not there."""
    if not roster.people:
        return []
    remarks: list[Message | str] = [*roster.notes]
    ids = {person.ids[0] for person in roster.people}
    people = [person for student in hand_ins.values() for person in student.members or (student,)]
    present = {person.id for person in people} & ids
    unknown = [person.name for person in people if person.id not in ids]
    expected = [person for person in roster.people if not person.withdrawn]
    absent = _named([person for person in expected if person.ids[0] not in present])
    if unknown and not present:
        examples = ", ".join(person.ids[0] for person in roster.people[:3])
        remarks.append(
            Message(
                "No id of the roster was found among what was handed in: ids are like {ids}, "
                "the files and folders are called {names}.",
                {"ids": one_line(examples), "names": ", ".join(unknown[:3])},
            )
        )
    elif unknown:
        remarks.append(Message("Not in the roster: {names}.", {"names": _listed(unknown)}))
    shortened = [
        (key, student.id)
        for owner, student in hand_ins.items()
        if student.id in ids and not any(map(roster.has, owner.ids))
        for key in [next(key for key in owner.ids if roster.find([key]))]
    ]
    if shortened:
        key, student_id = shortened[0]
        remarks.append(
            counted(
                "Ids of the roster lack the zeros in front, which Excel removes: {id} was taken for {key}.",
                "Ids of the roster lack the zeros in front, which Excel removes: {id} was taken for {key}, "
                "and {more} more.",
                len(shortened),
                {"id": student_id, "key": key, "more": len(shortened) - 1},
            )
        )
    if absent:
        remarks.append(Message("In the roster and handed in nothing: {names}.", {"names": _listed(absent)}))
    return remarks


def _named(people: Sequence[Person]) -> list[str]:
    """Their names, with the id if others are called the same."""
    counts = Counter(folded(person.name) for person in people)
    return [
        safe(person.name if counts[folded(person.name)] == 1 else f"{person.name} ({person.ids[0]})")
        for person in people
    ]


def on_weak_ids(hand_ins: Mapping[Owner, Student]) -> list[Message]:
    """Who may be taken for another student in another run."""
    by_place = [s.name for owner, s in hand_ins.items() if owner.is_weak and s.id.startswith("path:")]
    by_platform = [
        s.name for owner, s in hand_ins.items() if owner.is_weak and s.id.startswith(f"{s.platform}:")
    ]
    remarks = []
    if by_place:
        remarks.append(
            Message(
                "Known only by the place of the files: {names}. What is graded at that place later counts "
                "for the same student: put each student's work into a folder with the student's name, or "
                "name a --roster.",
                {"names": _listed(by_place)},
            )
        )
    if by_platform:
        remarks.append(
            Message(
                "The download does not tell who these are: {names}. Their next submission may count as "
                "another student's: export it with its metadata, or name a --roster.",
                {"names": _listed(by_platform)},
            )
        )
    return remarks


def on_rest(set_aside: Sequence[Found]) -> list[Message]:
    """What nobody is given a row for."""
    names = [one_line("/".join((*file.folders, file.name))) for file in set_aside]
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
