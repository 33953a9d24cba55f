"""Class lists as people and platforms have them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.student import Student, labels
from autograder.submissions.owners.class_list import read_roster
from autograder.submissions.owners.roster import Roster
from autograder.submissions.table import TableError


def read(folder: Path, data: bytes) -> Roster:
    (folder / "roster.csv").write_bytes(data)
    return read_roster(folder / "roster.csv")


def people(roster: Roster) -> dict[str, str]:
    return {person.ids[0]: person.name for person in roster.people}


@pytest.mark.parametrize(
    "text",
    [
        "id,name\n12,José Peña\na01,Ben\n",
        "\ufeffID;Name;Group\r\n 12 ;José Peña;1\r\na01;Ben;2\r\n;;\r\n",
        "id\tname\n12\tJosé Peña\na01\tBen\n",
        "sep=;\r\nid;name\r\n12;José Peña\r\na01;Ben\r\n",
        'name,"id"\n"José\nPeña",12\nBen,a01\n\n',
        "First Name,Last Name,Student ID\nJosé,Peña,12\nBen,,a01\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "utf-16-le"])
def test_separators_and_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    if not text.isascii() and encoding == "cp1252":
        text = text.removeprefix("\ufeff")
    roster = read(tmp_path, text.encode(encoding))
    assert people(roster) == {"12": "José Peña", "a01": "Ben"}
    assert any("was read as Windows-1252: if names look wrong" in note for note in roster.notes) == (
        encoding == "cp1252"
    )


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Attention (90211),Final Score
,,,,,Manual Posting,
,,,,,,
    Points Possible,,,,,10.00,(read only)
"Silva, Ana",1001,0012345,asilva,CS 101,8.50,
"Ñandú, 李",1003,,nandu,CS 101,N/A,
"Student, Test",1099,,x,CS 101,,
"""
MOODLE = """\
\ufeffIdentifier,Full name,ID number,Email address,Status,Grade
Participant 8880001,Ana Silva,0012345,ana@uni.example,Submitted for grading - ,
Participant 8880003,李 Ñandú,,li@uni.example,No submission,"Line one

Line two"
"""
MOODLE_DE = """\
\ufeffID,Vollständiger Name,E-Mail-Adresse,Status
Teilnehmer/in8880001,Ana Silva,ana@uni.example,Zur Bewertung abgegeben
"""
GRADESCOPE = """\
First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status
Ana,Silva,0012345,ana@uni.example,,8.5,10.0,Graded
Zoë,O'Brien,,zoe@uni.example,,,10.0,Missing
"""


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (
            CANVAS,
            {"1001": "Silva, Ana", "0012345": "Silva, Ana", "ASilva": "Silva, Ana", "nandu": "Ñandú, 李"},
        ),
        (MOODLE, {"8880001": "Ana Silva", "0012345": "Ana Silva", "li@uni.example": "李 Ñandú"}),
        (MOODLE_DE, {"8880001": "Ana Silva", "ana@uni.example": "Ana Silva"}),
        (GRADESCOPE, {"0012345": "Ana Silva", "zoe@uni.example": "Zoë O'Brien"}),
    ],
)
def test_gradebooks_of_platforms(tmp_path: Path, text: str, known: dict[str, str]) -> None:
    roster = read(tmp_path, text.encode())
    found = {key: roster.find([key]) for key in known}
    assert {key: person.name for key, person in found.items() if person} == known
    assert len(roster.people) == len(set(known.values()))


def test_people_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    roster = read(tmp_path, b"id,name\nmm01,Max Muster\nmm02,max muster\nx,Eva\n")
    students = [roster.student(Student("", "", known_as=(key,))) for key in ("mm01", "mm02", "x")]
    assert [student.id for student in students] == ["mm01", "mm02", "x"]
    assert list(labels(students).values()) == ["Max Muster (mm01)", "max muster (mm02)", "Eva"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b"student,key\n1,Ana\n",
            "roster.csv, line 1: expected the columns id and name, or a gradebook of Canvas",
        ),
        (b"", "roster.csv, line 1: expected the columns id and name"),
        (b"id,name\n1,Ana\n2\n", "roster.csv, line 3: expected an id and a name"),
        (b'id,name\n1,"Ana\nSilva"\n2\n', "roster.csv, line 4: expected an id and a name"),
        (b"sep=;\nid;name\n1;Ana\n2\n", "roster.csv, line 4: expected an id and a name"),
        (b"id,name\n1,Ana\n1,Ben\n", 'roster.csv, line 3: the id "1" stands there twice'),
        (b"id,name\n1,O'Brien, Jr.\n", "roster.csv, line 2: the row has more columns than line 1"),
        (
            "id,name\n1,Wałęsa\n".encode("cp1250"),
            "roster.csv is not in UTF-8, and its encoding cannot be told",
        ),
        (b"PK\3\4...", "roster.csv is a spreadsheet and not a CSV: save it as a CSV in UTF-8"),
        (b"id,name\n1," + b"x" * 200_000, "roster.csv, line 2: not a CSV (field larger than field limit"),
        (None, "there is no file "),
    ],
)
def test_a_roster_that_cannot_be_used(tmp_path: Path, data: bytes | None, said: str) -> None:
    with pytest.raises(TableError) as caught:
        read_roster(tmp_path / "roster.csv") if data is None else read(tmp_path, data)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
numbers = st.integers(0, 10**6).map(str)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    st.dictionaries(numbers, names.filter(lambda name: name[0].isalpha()), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_spreadsheet_writes_comes_back(
    tmp_path_factory: pytest.TempPathFactory, known: dict[str, str], separator: str, encoding: str, end: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator=end)
    writer.writerows([("id", "name"), *known.items()])
    roster = read(tmp_path_factory.mktemp("roster"), file.getvalue().encode(encoding))
    for key, name in known.items():
        person = roster.find([key])
        assert person is not None
        assert person.name in (name, f"{name} ({key})")
