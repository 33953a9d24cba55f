"""A roster taken over: once, again, from another platform, wrong, and out and in again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import forgetting
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook import models
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.people.enrolment import Enrolment
from autograder.gradebook.people.roster import as_csv, class_list
from autograder.student import Student
from autograder.submissions.owners.class_list import RosterError, read_roster
from autograder.submissions.owners.roster import Person, Roster

UNIVERSITY = """\
id,name,email,section,group
s01,Ana Silva,ana@uni.example,A,g1
s02,Ben Ode,ben@uni.example,A,g1
"""
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Attention (90211)
    Points Possible,,,,,10.00
"Silva, Ana",1001,s01,asilva,B,8.50
"Roe, Cy",1003,s03,croe,B,
"Student, Test",1099,,x,B,
"""

Take = Callable[..., Enrolment]


@pytest.fixture
def take(url: str, tmp_path: Path) -> Take:
    """Imports a roster with this text."""

    def take(text: str, *, is_whole: bool = False) -> Enrolment:
        file = tmp_path / "class.csv"
        file.write_text(text, encoding="utf-8")
        with Gradebook(url) as book:
            return book.enrol(read_roster(file), who="maria", is_whole=is_whole)

    return take


def people(url: str) -> dict[str, tuple[str, str, str, str, bool]]:
    with Gradebook(url) as book:
        return {
            person.ids[0]: (person.name, person.email, person.section, person.team, person.withdrawn)
            for person in class_list(book)
        }


def events(url: str) -> list[tuple[str, str, object, object]]:
    with Gradebook(url) as book, book.reading():
        return [
            (event.who, event.students.get().key, event.before, event.after)
            for event in models.Event.objects.filter(action="roster import").order_by("pk")
        ]


def test_what_changed_is_told_and_nobody_is_removed(url: str, take: Take) -> None:
    assert [change.before for change in take(UNIVERSITY).changes] == [None, None]
    assert take(UNIVERSITY).changes == []
    enrolment = take("id,name,section\ns01,Ana Silva Ode,B\ns03,Cy Roe,B\n")
    changes = {change.row.key: (change.before, change.after) for change in enrolment.changes}
    assert changes["s01"] == (
        {"name": "Ana Silva", "section": "A"},
        {"name": "Ana Silva Ode", "section": "B"},
    )
    assert changes["s03"][0] is None
    assert [row.key for row in enrolment.missing] == ["s02"]
    assert people(url) == {
        "s01": ("Ana Silva Ode", "ana@uni.example", "B", "g1", False),
        "s02": ("Ben Ode", "ben@uni.example", "A", "g1", False),
        "s03": ("Cy Roe", "", "B", "", False),
    }
    assert len(events(url)) == 4
    assert events(url)[2] == ("maria", "s01", *changes["s01"])


def test_another_platforms_list_adds_its_ids_to_the_same_people(url: str, take: Take) -> None:
    take(UNIVERSITY)
    enrolment = take(CANVAS)
    assert [row.key for row in enrolment.missing] == ["s02"]
    assert people(url) == {
        "s01": ("Ana Silva", "ana@uni.example", "B", "g1", False),  # "Silva, Ana" is no other name
        "s02": ("Ben Ode", "ben@uni.example", "A", "g1", False),
        "1003": ("Roe, Cy", "", "B", "", False),
    }
    with Gradebook(url) as book:
        found = [book.roster().find([key]) for key in ("1001", "ASILVA", "ana@uni.example", "s03", "1099")]
    assert [person.ids[0] if person else None for person in found] == ["s01", "s01", "s01", "1003", None]


def test_zeros_that_excel_removed_make_nobody_new(url: str, take: Take) -> None:
    take("id,name\n0012,Ana\n00345,Ben\n")
    assert take("id,name\n12,Ana\n345,Ben\n").changes == []
    take("id,name\n12,Another\n0012,Ana\n")  # both are there, so they are two
    assert {key: row[0] for key, row in people(url).items()} == {
        "0012": "Ana",
        "12": "Another",
        "00345": "Ben",
    }


def test_who_is_missing_in_the_whole_class_has_withdrawn_until_a_later_list(url: str, take: Take) -> None:
    take(UNIVERSITY)
    one = "id,name\ns01,Ana Silva\n"
    enrolment = take(one, is_whole=True)
    assert [change.row.key for change in enrolment.changes] == ["s02"]
    assert people(url)["s02"][-1] is True
    assert take(one).missing == []  # nobody expects them
    assert take(one, is_whole=True).changes == []
    assert [change.after for change in take(UNIVERSITY).changes] == [{"is_withdrawn": False}]
    assert [event[2:] for event in events(url)[2:]] == [
        ({"is_withdrawn": False}, {"is_withdrawn": True}),
        ({"is_withdrawn": True}, {"is_withdrawn": False}),
    ]


def test_a_list_without_names_renames_nobody(url: str, take: Take) -> None:
    take(UNIVERSITY)
    take("email,section\nana@uni.example,C\nnew@uni.example,C\n")
    assert people(url)["s01"][:3] == ("Ana Silva", "ana@uni.example", "C")
    assert people(url)["new@uni.example"][:3] == ("new@uni.example", "new@uni.example", "C")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "id,name,email\ns03,Cy,cy@x\ns01,Ana,ben@uni.example\n",
            'line 3: the ids "s01" and "ben@uni.example"',
        ),
        ("id,name\ns03,Cy\nana@uni.example,Eva\ns01,Ana\n", 'line 4: the gradebook knows "Eva" and "Ana"'),
        ("id,name\ns03,Cy\nteam7,Ana\n", 'line 3: "team7" is the id of a group'),
    ],
)
def test_what_cannot_be_told_changes_nothing(url: str, take: Take, text: str, said: str) -> None:
    take(UNIVERSITY)
    with Gradebook(url) as book, book.writing():
        group = models.Student.objects.create(key="team7", name="Team 7")
        group.members.set(models.Student.objects.filter(key="s01"))
    before = people(url)
    with pytest.raises(RosterError) as caught:
        take(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert people(url) == before
    assert len(events(url)) == 2


def test_who_handed_in_under_the_id_is_enrolled_and_keeps_it(url: str, take: Take) -> None:
    with Gradebook(url) as book, book.writing():
        row = models.Student.objects.create(key="S01", name="ana", ids=["ana"])
    take(UNIVERSITY)
    with Gradebook(url) as book, book.reading():
        assert models.Student.objects.get(name="Ana Silva") == row
        assert book.roster().student(Student("", "", known_as=("s01",))).id == "S01"


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6).filter(
    lambda text: text != "-"  # by which platforms mean nothing
)
texts = st.one_of(words, st.sampled_from(["=1+1", "-x", "@ana", "a,=b", "'-c", "O'Brien, Jr.", ";+1", '"q"']))
persons = st.lists(
    st.builds(
        lambda name, section, team, withdrawn: Person(
            name, (), section=section, team=team, withdrawn=withdrawn
        ),
        texts,
        texts,
        texts,
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def book() -> Iterator[Gradebook]:
    with Gradebook("sqlite://:memory:") as book:
        yield book


@given(persons, st.sampled_from(["=", "s", "00", "-", "@x"]))
def test_what_was_exported_changes_nothing(
    book: Gradebook, tmp_path_factory: pytest.TempPathFactory, rows: list[Person], prefix: str
) -> None:
    file = tmp_path_factory.mktemp("export") / "class.csv"
    people = [
        Person(
            row.name,
            (f"{prefix}{i}7", f"o{i}", f"{i}@uni.example"),
            f"{i}@uni.example",
            row.section,
            row.team,
            row.withdrawn,
        )
        for i, row in enumerate(rows)
    ]
    with forgetting(book):
        book.enrol(Roster(people), who="", is_whole=False)
        exported = class_list(book)
        file.write_text(as_csv(exported), encoding="utf-8")
        assert book.enrol(read_roster(file), who="", is_whole=True).changes == []
    with forgetting(book):
        book.enrol(read_roster(file), who="", is_whole=False)
        assert class_list(book) == exported
