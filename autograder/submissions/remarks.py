"""What is to be said about a class as a whole, a sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from autograder.student import Student
from autograder.submissions.owners.layout import Owner
from autograder.submissions.owners.names import one_line, safe
from autograder.submissions.owners.roster import Person, Roster, folded
from autograder.submissions.search import Found

MOST = 40  # names in one sentence


def on_roster(hand_ins: Mapping[Owner, Student], roster: Roster) -> list[str]:
    """Who handed in nothing, and whose id is not there."""
    if not roster.people:
        return []
    remarks = list(roster.notes)
    ids = {person.ids[0] for person in roster.people}
    people = [person for student in hand_ins.values() for person in student.members or (student,)]
    there = {person.id for person in people} & ids
    unknown = [person.name for person in people if person.id not in ids]
    absent = _named([person for person in roster.people if person.ids[0] not in there])
    if unknown and not there:
        some = ", ".join(person.ids[0] for person in roster.people[:3])
        remarks.append(
            f"No id of the roster was found among what was handed in: ids are like {one_line(some)}, "
            f"the files and folders are called {', '.join(unknown[:3])}."
        )
    elif unknown:
        remarks.append(f"Not in the roster: {_listed(unknown)}.")
    shortened = [
        (key, student.id)
        for owner, student in hand_ins.items()
        if student.id in ids and not any(map(roster.has, owner.ids))
        for key in [next(key for key in owner.ids if roster.find([key]))]
    ]
    if shortened:
        key, known = shortened[0]
        remarks.append(
            f"Ids of the roster lack the zeros in front, which Excel removes: {known} was taken for "
            f"{key}{f', and {len(shortened) - 1} more' if len(shortened) > 1 else ''}."
        )
    if absent:
        remarks.append(f"In the roster and handed in nothing: {_listed(absent)}.")
    return remarks


def _named(people: Sequence[Person]) -> list[str]:
    """Their names, with the id if others are called the same."""
    count = Counter(folded(person.name) for person in people)
    return [
        safe(person.name if count[folded(person.name)] == 1 else f"{person.name} ({person.ids[0]})")
        for person in people
    ]


def on_weak_ids(hand_ins: Mapping[Owner, Student]) -> list[str]:
    """Who may be taken for another student in another run."""
    by_place = [s.name for owner, s in hand_ins.items() if owner.is_weak and s.id.startswith("path:")]
    by_platform = [
        s.name for owner, s in hand_ins.items() if owner.is_weak and s.id.startswith(f"{s.platform}:")
    ]
    remarks = []
    if by_place:
        remarks.append(
            f"Known only by the place of the files: {_listed(by_place)}. What is graded at that place later "
            "counts for the same student: put each student's work into a folder with the student's name, or "
            "name a --roster."
        )
    if by_platform:
        remarks.append(
            f"The download does not tell who these are: {_listed(by_platform)}. Their next submission may "
            "count as another student's: export it with its metadata, or name a --roster."
        )
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
