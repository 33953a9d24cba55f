"""A sheet comes back from any spreadsheet with what graders wrote, and with every conflict named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from marked_class import MarkedClass

from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marking import rubric
from autograder.gradebook.marking.answers import answers, texts
from autograder.gradebook.marking.sheet import (
    COLUMNS,
    Imported,
    SheetConflictsError,
    read_sheet,
    write_sheet,
)
from autograder.student import Student
from autograder.submissions.table import TableError
from autograder.text import clean

Row = dict[str, str]


class Sheet:
    """The sheet of a class's q3."""

    def __init__(self, school: MarkedClass, path: Path) -> None:
        self.school = school
        self.path = path

    def export(self) -> list[Row]:
        book = self.school.book
        found = answers(book, self.school.course, "mini", "q3").values()
        write_sheet(found, texts(book, found), {}, rubric.items(book, "mini", "q3"), self.path)
        with self.path.open(newline="", encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))

    def bring(self, data: list[Row] | bytes, skip: bool = False, who: str = "ana") -> Imported:
        self.path.write_bytes(data if isinstance(data, bytes) else as_csv(data))
        return read_sheet(self.school.book, self.school.course, self.path, who=who, skip_conflicts=skip)

    def conflicts(self, rows: list[Row], who: str = "ana") -> list[str]:
        with pytest.raises(SheetConflictsError) as caught:
            self.bring(rows, who=who)
        return caught.value.conflicts


def as_csv(rows: list[Row], delimiter: str = ",", end: str = "\n") -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, rows[0], delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


@pytest.fixture
def school(url: str) -> Iterator[MarkedClass]:
    with Gradebook(url) as book:
        yield MarkedClass(book)


@pytest.fixture
def sheet(school: MarkedClass, tmp_path: Path) -> Sheet:
    return Sheet(school, tmp_path / "mini-q3.csv")


def test_a_row_for_each_answer_that_counts(school: MarkedClass, sheet: Sheet) -> None:
    school.hand_in("Ben", "An old answer")
    ben = school.hand_in("Ben", '=HYPERLINK("x")\nbecause; +1')
    anna = school.hand_in(Student("s1", "anna"), "Two\x1b[31m is\u202e one and one")
    first, second = sheet.export()
    assert tuple(first) == COLUMNS
    assert first == dict.fromkeys(COLUMNS, "") | {
        "submission": str(anna),
        "assignment": "mini",
        "question": "q3",
        "student_id": "s1",
        "student": "anna",
        "answer": "Two is one and one",
        "possible": "5",
    }
    assert (second["submission"], second["answer"]) == (str(ben), "'=HYPERLINK(\"x\")\nbecause;' +1")


def test_what_graders_filled_in_comes_back(school: MarkedClass, sheet: Sheet) -> None:
    anna, ben, chen, dina, _ = map(school.hand_in, ("anna", "ben", "chen", "dina", "emil"))
    two, minus = school.item(2).number, school.item(-0.5).number
    rows = sheet.export()
    rows[0] |= {"points": "2,5", "comment": "Half"}
    rows[1] |= {"items": f"#{two} #{minus}"}
    rows[2] |= {"items": f"{two}; {minus}", "points": "4.25"}
    rows[3] |= {"points": "0"}
    assert sheet.bring(rows) == Imported(4, 0, [], [])
    assert school.marks() == [
        (anna, 2.5, (), "Half", "ana"),
        (ben, 1.5, (two, minus), "", "ana"),
        (chen, 4.25, (two, minus), "", "ana"),
        (dina, 0, (), "", "ana"),
    ]
    assert sheet.bring(rows, who="bob") == Imported(0, 4, [], [])


def test_present_marks_are_in_the_sheet_and_items_go_on_deciding(school: MarkedClass, sheet: Sheet) -> None:
    anna, ben, chen = map(school.hand_in, ("anna", "ben", "chen"))
    two, minus = school.item(2).number, school.item(-0.5).number
    school.give(anna, items=(two,), comment="-1 for the sign")
    school.give(ben, 1 / 3, items=(two,))
    rows = sheet.export()
    shown = [[row[title] for title in ("present", "points", "items", "comment", "mark")] for row in rows]
    numbers = [
        answer.mark.number
        for answer in answers(school.book, school.course, "mini", "q3").values()
        if answer.mark
    ]
    assert shown == [
        ["2", "", f"#{two}", "'-1 for the sign", str(numbers[0])],
        [repr(1 / 3), repr(1 / 3), f"#{two}", "", str(numbers[1])],
        [""] * 5,
    ]
    assert sheet.bring(rows) == Imported(0, 2, [], [])
    rows[0]["items"] = f"#{two} #{minus}"
    rows[2]["points"] = "1"
    assert sheet.bring(rows) == Imported(2, 1, [], [])
    assert school.marks()[2:] == [
        (anna, 1.5, (two, minus), "-1 for the sign", "ana"),
        (chen, 1, (), "", "ana"),
    ]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"),
    [("utf-8", ";", "\n"), ("utf-8-sig", ",", "\r\n"), ("utf-16", "\t", "\r\n"), ("cp1252", ";", "\r\n")],
)
def test_any_spreadsheet_may_save_it(
    school: MarkedClass, sheet: Sheet, encoding: str, delimiter: str, end: str
) -> None:
    anna = school.hand_in("anna")
    rows = sheet.export()
    rows[0] |= {"points": "3", "comment": f"Très{end}bien"}
    text = as_csv(rows, delimiter, end).decode()
    assert sheet.bring(text.encode(encoding)).given == 1
    assert school.marks() == [(anna, 3, (), "Très\nbien", "ana")]


def test_columns_in_another_order_and_missing_ones(school: MarkedClass, sheet: Sheet) -> None:
    anna, item = school.hand_in("anna"), school.item(2).number
    school.give(anna, 1, items=(item,), comment="Kept")
    mark = sheet.export()[0]["mark"]
    row = {"Mark": mark, "points": "3", "Seen by": "me", "question": "q3", "Submission": str(anna)}
    assert sheet.bring([row], who="bob").given == 1
    assert school.marks()[1:] == [(anna, 3, (item,), "Kept", "bob")]


def test_without_the_number_of_the_mark_no_mark_of_others_is_replaced(
    school: MarkedClass, sheet: Sheet
) -> None:
    anna = school.hand_in("anna")
    school.give(anna, 1)
    row = {"submission": str(anna), "question": "q3", "points": "3"}
    assert sheet.conflicts([row], who="bob") == [
        f"mini-q3.csv, line 2, submission {anna}: ana gave it 1 points meanwhile: export again."
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"points": "5.5"}, "5.5 points are more than q3 has, 5."),
        ({"points": "-1"}, "-1 points are below zero: only rubric items may be."),
        ({"points": "four"}, 'the points "four" are no number: write one such as 2 or 0.5.'),
        ({"points": "1/2"}, 'the points "1/2" are no number: write one such as 2 or 0.5.'),
        ({"points": "nan"}, 'the points "nan" are no number: write one such as 2 or 0.5.'),
        ({"items": "#1.2"}, 'the items "#1.2" are no numbers of rubric items: write them as #1 #2.'),
        (
            {"items": "#99"},
            "there is no rubric item #99 for q3: `autograder gradebook rubric list` lists them.",
        ),
        ({"points": "1", "question": "q1"}, "tests grade q1, so nobody can mark it."),
        ({"points": "1", "question": "q9"}, "it has no question q9."),
        ({"points": "1", "assignment": "maxi"}, "it is for mini and not for maxi."),
        ({"points": "1", "mark": "last"}, '"last" is no mark number: leave that column as it was exported.'),
    ],
)
def test_each_conflict_is_named_with_its_line(
    school: MarkedClass, sheet: Sheet, cells: Row, said: str
) -> None:
    anna, ben = school.hand_in("anna", "one\ntwo\nthree"), school.hand_in("ben")
    rows = sheet.export()
    rows[0]["points"] = "1"
    rows[1] |= cells
    assert sheet.conflicts(rows) == [f"mini-q3.csv, line 5, submission {ben}: {said}"]
    assert school.marks() == []
    imported = sheet.bring(rows, skip=True)
    assert (imported.given, len(imported.conflicts)) == (1, 1)
    assert [(submission, points) for submission, points, *_ in school.marks()] == [(anna, 1)]


def test_conflicts_with_the_class_as_it_is_now(school: MarkedClass, sheet: Sheet) -> None:
    anna, ben, chen = map(school.hand_in, ("anna", "ben", "chen"))
    rows = sheet.export()
    for row in rows:
        row["points"] = "3"
    late = school.hand_in("anna")
    school.give(ben, 2, who="bob")
    unknown = rows[2] | {"submission": "999"}
    nonsense = rows[2] | {"submission": "s999"}
    assert sheet.conflicts([*rows, unknown, nonsense, rows[2]]) == [
        f"mini-q3.csv, line 2, submission {anna}: it does not count any more, submission {late} of anna does"
        ": export again.",
        f"mini-q3.csv, line 3, submission {ben}: bob gave it 2 points meanwhile: export again.",
        f"mini-q3.csv, line 4, submission {chen}: there are 2 marks for it here: leave one of them.",
        "mini-q3.csv, line 5, submission 999: there is no such submission.",
        'mini-q3.csv, line 6, submission s999: "s999" is no submission number: leave that column as it was '
        "exported.",
        f"mini-q3.csv, line 7, submission {chen}: there are 2 marks for it here: leave one of them.",
    ]
    with pytest.raises(SheetConflictsError) as caught:
        sheet.bring(rows)
    assert str(caught.value) == (
        "Nothing of mini-q3.csv was imported, since 2 rows have conflicts: mend that, or leave such rows out "
        "with --skip-conflicts."
    )


def test_two_graders_fill_in_two_copies(school: MarkedClass, sheet: Sheet) -> None:
    anna, ben = school.hand_in("anna"), school.hand_in("ben")
    rows = sheet.export()
    assert sheet.bring([rows[0] | {"points": "1"}, rows[1]], who="ana").given == 1
    assert sheet.bring([rows[0], rows[1] | {"points": "2"}], who="bob").given == 1
    assert school.marks() == [(anna, 1, (), "", "ana"), (ben, 2, (), "", "bob")]


def test_rows_without_points_and_items_are_no_marks(school: MarkedClass, sheet: Sheet) -> None:
    anna, _ = school.hand_in("anna"), school.hand_in("ben")
    school.give(anna, 3)
    rows = sheet.export()
    rows[0]["points"] = ""
    rows[1]["comment"] = "Nice"
    assert sheet.bring(rows).notes == [
        "1 comments without points or items were not kept; the first is mini-q3.csv, line 3, submission 2.",
        "1 marks stay although their rows are empty; the first is mini-q3.csv, line 2, submission 1.",
    ]
    assert len(school.marks()) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "mini-q3.csv, line 1: expected the columns submission, question, points and items"),
        (
            b"submission,points\n1,2\n",
            "mini-q3.csv, line 1: expected the columns submission, question, points",
        ),
        (b"PK\3\4", "mini-q3.csv is a spreadsheet and not a CSV"),
        (
            b"submission,question,points\n1,q3,2,3\n",
            "mini-q3.csv, line 2: the row has more columns than line 1",
        ),
    ],
)
def test_what_is_no_sheet(sheet: Sheet, data: bytes, said: str) -> None:
    with pytest.raises(TableError) as caught:
        sheet.bring(data)
    assert str(caught.value).startswith(said)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    """The sheet of a class of one student, for many examples."""
    folder = tmp_path_factory.mktemp("class")
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
        school = MarkedClass(book)
        school.hand_in("anna")
        yield Sheet(school, folder / "mini-q3.csv")


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@example("=1+1")
@example("'=1+1")
@example("a;'=1\n\t-2,'+3")
@example(" \t=x")
@example("'\tx")
@given(comment=st.text(max_size=60) | st.text("=+-@'\";,|\t\r\n a", max_size=12))
def test_any_comment_survives_the_round_trip(lasting: Sheet, comment: str) -> None:
    school = lasting.school
    (number,) = answers(school.book, school.course, "mini", "q3")
    before = answers(school.book, school.course, "mini", "q3")[number].mark
    school.give(number, 1, comment=comment, after=before.number if before else None)
    (row,) = lasting.export()
    assert lasting.bring([row]).given == 0
    row["points"] = "2"
    assert lasting.bring([row]).given == 1
    after = answers(school.book, school.course, "mini", "q3")[number].mark
    assert after
    assert after.comment == clean(comment).strip()
