"""The students whom a command means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import Q

from autograder.gradebook import models
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.people import people
from autograder.submissions.owners.roster import folded
from autograder.text import clean_line


def student(text: str) -> models.Student:
    """The person with that id, e-mail address or name, in this order.

    Raises:
        GradebookError: nobody has it, or several have it as a name.
    """
    into = people.merged()
    rows = list(models.Student.objects.filter(members=None).order_by("pk"))
    wanted = folded(text)
    by_id = [row for row in rows if wanted in map(folded, (row.key, row.email, *row.ids))]
    by_name = [row for row in rows if wanted == folded(row.name)]
    matches = {into.get(row.pk, row.pk) for row in by_id or by_name}
    if len(matches) == 1:
        return models.Student.objects.get(pk=matches.pop())
    if matches:
        keys = models.Student.objects.filter(pk__in=matches).order_by("key").values_list("key", flat=True)
        raise GradebookError(f'"{text}" may be several students: name one by the id ({", ".join(keys)}).')
    group = next(
        (row for row in models.Student.objects.exclude(members=None) if folded(row.key) == wanted), None
    )
    if group:
        members = ", ".join(group.members.order_by("pk").values_list("key", flat=True))
        raise GradebookError(f'"{text}" is a group that handed in together: name a member ({members}).')
    raise GradebookError(
        f'There is no student "{text}" in the gradebook: `autograder gradebook show` lists them.'
    )


def students(
    names: Collection[str] = (), sections: Collection[str] = (), teams: Collection[str] = ()
) -> list[models.Student]:
    """The persons with these names or ids, in these sections and in these groups of the roster.

    Raises:
        GradebookError: a name, section or group is not known, or none is given.
    """
    chosen = {row.pk: row for row in map(student, names)}
    into = people.merged()
    for field, values in (("section", sections), ("team", teams)):
        for value in values:
            rows = models.Student.objects.filter(Q(**{field: value}), is_withdrawn=False).exclude(pk__in=into)
            if not rows:
                what = "group" if field == "team" else "section"
                raise GradebookError(f'There is no {what} "{value}" in the roster.')
            chosen.update({row.pk: row for row in rows})
    if not chosen:
        raise GradebookError("Name at least one student, group or section.")
    return list(chosen.values())


def names(section: str | None = None) -> dict[int, str]:
    """The names of persons by their rows, in the order of the alphabet.

    Who has withdrawn is marked, and who shares a name with others has the id beside it.

    Args:
        section: only those in it, withdrawn ones too.

    Raises:
        GradebookError: nobody is in that section.
    """
    persons = people.persons()
    columns = models.Student.objects.values_list("pk", "key", "name", "section", "is_withdrawn")
    rows = [row for row in columns if row[0] not in persons]
    times = Counter(name for _, _, name, _, _ in rows)
    labels = {
        pk: clean_line(f"{name} ({key})" if times[name] > 1 else name) + (" (withdrawn)" if withdrawn else "")
        for pk, key, name, of_section, withdrawn in rows
        if section in (None, of_section)
    }
    if section is not None and not labels:
        raise GradebookError(f'There is no section "{section}" in the roster.')
    return dict(sorted(labels.items(), key=lambda item: (item[1].casefold(), item[0])))
