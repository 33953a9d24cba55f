"""What grading says as data, and how it is put into words."""

from __future__ import annotations

from gettext import NullTranslations

import msgspec
import pytest

from autograder.message import Message, counted, in_full, joined, limited, listed, put, with_detail


class Backwards(NullTranslations):
    """A language."""

    def gettext(self, message: str) -> str:
        return {"The cell {title} {said}.": "{said}: {title}!", "raised {what}": "RAISED {what}"}.get(
            message, message
        )

    def ngettext(self, one: str, many: str, n: int) -> str:
        return "few: {count}" if n < 5 else many


TOLD = Message(
    "The cell {title} {said}.",
    {
        "title": "`x = {y}`",
        "said": Message("raised {what}", {"what": with_detail("KeyError", "KeyError: 3.14")}),
    },
)


def test_the_student_and_the_instructor_read_their_parts() -> None:
    assert put(TOLD) == str(TOLD) == "The cell `x = {y}` raised KeyError."
    assert put(in_full(TOLD)) == "The cell `x = {y}` raised KeyError: 3.14."
    assert "3.14" not in str(msgspec.json.encode(put(TOLD)))


def test_a_message_is_put_into_another_language_with_those_in_it() -> None:
    assert put(TOLD, Backwards()) == "RAISED KeyError: `x = {y}`!"
    assert put(in_full(TOLD), Backwards()) == "RAISED KeyError: 3.14: `x = {y}`!"
    assert put("The cell {title} {said}.", Backwards()) == "The cell {title} {said}."  # somebody's own words


@pytest.mark.parametrize("text", ["{title}", "{0}", "{", "}", "{said.__class__}", "%s %(x)d"])
def test_what_a_value_holds_is_never_formatted(text: str) -> None:
    assert (
        put(Message("The cell {title} {said}.", {"title": text, "said": text})) == f"The cell {text} {text}."
    )
    assert put(text) == text


def test_no_attribute_of_a_value_can_be_asked_for() -> None:
    with pytest.raises(KeyError):
        put(Message("{title.__class__}", {"title": "x"}))


def test_sentences_are_joined_for_each_reader() -> None:
    both = joined(["One.", with_detail("", "Two: 3.14."), "", with_detail("Four.", "Four: 5.")])
    assert put(both) == "One. Four."
    assert put(in_full(both)) == "One. Two: 3.14. Four: 5."
    assert joined(["", "One."]) == "One."
    assert joined([]) == ""


def test_words_are_listed() -> None:
    assert [str(listed(list(words))) for words in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_numbers_of_things_have_forms() -> None:
    texts = [
        counted("{count} thing in {place}", "{count:,} things in {place}", n, {"place": "q1"})
        for n in (1, 2000)
    ]
    assert [*map(str, texts)] == ["1 thing in q1", "2,000 things in q1"]
    assert put(counted("{count} thing", "{count} things", 3), Backwards()) == "few: 3"


def test_what_both_read_is_no_detail() -> None:
    assert with_detail("One.", "One.") == "One."


def test_what_is_too_long_is_cut_and_keeps_its_parts() -> None:
    assert limited(TOLD, lambda text: text[:100]) is TOLD
    cut = limited(TOLD, lambda text: text[:34])
    assert put(cut) == "The cell `x = {y}` raised KeyError"
    assert put(in_full(limited(TOLD, lambda text: text[:38]))) == "The cell `x = {y}` raised KeyError: 3."


def test_a_message_crosses_as_json() -> None:
    for message in (TOLD, joined([TOLD, "x"]), counted("{count} a", "{count} b", 2, {"x": 1.5}), "{x}"):
        text = msgspec.json.encode(message)
        assert msgspec.json.decode(text, type=Message | str) == message
