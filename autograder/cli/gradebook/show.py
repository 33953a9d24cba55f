"""`autograder gradebook show`: the grades of the course."""

from __future__ import annotations

from datetime import UTC, datetime

from autograder.cli.common import Url, console, find_course, open_gradebook
from autograder.cli.errors import plain_errors
from autograder.cli.gradebook.common import records


@records.command()
def show(gradebook: Url = None) -> None:
    """Show each student's grades and total."""
    with plain_errors():
        from rich.table import Table

        from autograder.gradebook import models
        from autograder.gradebook.grades import grades
        from autograder.text import number

        course = find_course()
        with open_gradebook(course, gradebook) as book:
            every = grades(book, course, datetime.now(UTC))
            with book.reading():
                names = dict(models.Student.objects.values_list("pk", "name"))
        table = Table("student", *course.assignments, "total")
        for student, grade in sorted(every.items(), key=lambda item: names[item[0]]):
            percents = [part.percent for part in grade.parts.values()]
            shown = ["" if percent is None else number(percent, 1) for percent in percents]
            table.add_row(names[student], *shown, grade.total or "")
        console.print(table)
