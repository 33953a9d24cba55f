"""Students are told apart by their ids; labels are for people."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.student import Student, labels


def test_a_label_says_more_only_where_a_name_is_not_enough() -> None:
    ana, other, ben = Student("moodle:1", "Ana", "1"), Student("moodle:2", "ANA", "2"), Student("b", "Ben")
    assert labels([ana, ben]) == {"moodle:1": "Ana", "b": "Ben"}
    assert labels([ana, other, ben]) == {"moodle:1": "Ana (1)", "moodle:2": "ANA (2)", "b": "Ben"}
    same_tag = [Student("path:a/x/ana", "ana", "x"), Student("path:b/x/ana", "ana", "x")]
    assert list(labels(same_tag).values()) == ["ana (path:a/x/ana)", "ana (path:b/x/ana)"]


names = st.sampled_from(["ana", "Ana", "ana (1)", "Jose\u0301", "José"])


@given(st.lists(st.builds(Student, st.text("ab1", min_size=1), names, st.sampled_from(["", "1", "2"]))))
def test_the_order_of_students_does_not_matter(students: list[Student]) -> None:
    students = list({student.id: student for student in students}.values())
    assert labels(students) == labels(reversed(students))
