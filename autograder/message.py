"""What grading says, as data: it is put into words only where somebody reads it.

The code of a message is its English sentence, with ``{names}`` for its values. It is what gettext looks up
and what Babel extracts, so it is written as a literal. Text that an author or a student wrote is a plain
``str`` and is passed on as it is. No logic reads words: what it must know is in a field of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from gettext import NullTranslations
from string import Formatter
from typing import Any

import msgspec

ENGLISH = NullTranslations()  # the codes are in it already


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sentence, or a part of one, for a student and for the instructor.

    Attributes:
        code: in English.
        values: by the names in the code; a list of messages is put one behind the other.
        detail: the same for the instructor, where that is more. It may name what is hidden.
        plural: the code for every number of things, ``values["count"]``, but one.
    """

    code: str
    values: Mapping[str, Value] = {}
    detail: Message | str | None = None
    plural: str = ""

    def __hash__(self) -> int:  # values are no part of it: a dictionary has no hash
        return hash(self.code)

    def __str__(self) -> str:
        """The student's part in English."""
        return put(self)


Value = str | int | float | Message | list[Message | str]


def counted(one: str, many: str, count: int, values: Mapping[str, Value] | None = None) -> Message:
    """A message with its code for one thing and that for any other number, ``{count}``."""
    return Message(one, {**(values or {}), "count": count}, plural=many)


def with_detail(message: Message | str, detail: Message | str) -> Message | str:
    """``message`` for the student, and ``detail`` for the instructor."""
    if message == detail:
        return message
    shown = Message("{text}", {"text": message}) if isinstance(message, str) else message
    return msgspec.structs.replace(shown, detail=detail)


def joined(messages: Iterable[Message | str]) -> Message | str:
    """Sentences, one behind the other."""
    sentences = [message for message in messages if message != ""]
    if len(sentences) < 2:
        return sentences[0] if sentences else ""
    return Message("{sentences}", {"sentences": sentences})


def listed(words: Sequence[str]) -> Message | str:
    """Words as a sentence lists them: a, b and c."""
    if len(words) < 2:
        return words[0] if words else ""
    return Message("{words} and {last}", {"words": ", ".join(words[:-1]), "last": words[-1]})


def in_full(message: Message | str) -> Message | str:
    """The instructor's part, for everybody."""
    if isinstance(message, str):
        return message
    if message.detail is not None:
        return in_full(message.detail)
    return msgspec.structs.replace(
        message, values={name: _full(value) for name, value in message.values.items()}
    )


def put(message: Message | str, translations: NullTranslations = ENGLISH) -> str:
    """The student's part in words. What a value holds is inserted as it is, braces and all."""
    if isinstance(message, str):
        return message
    values = {name: _worded(value, translations) for name, value in message.values.items()}
    if message.plural:
        template = translations.ngettext(message.code, message.plural, values["count"])
    else:
        template = translations.gettext(message.code)
    return _FORMATTER.vformat(template, (), values)


def limited(message: Message | str, limit: Callable[[str], str]) -> Message | str:
    """``message`` if ``limit`` leaves its English as it is; else what it leaves of that."""
    texts = put(message), put(in_full(message))
    left = limit(texts[0]), limit(texts[1])
    return message if left == texts else with_detail(*left)


def _full(value: Value) -> Value:
    if isinstance(value, list):
        return [in_full(part) for part in value]
    return in_full(value) if isinstance(value, Message) else value


def _worded(value: Value, translations: NullTranslations) -> Any:
    if isinstance(value, list):
        return " ".join(filter(None, (put(part, translations) for part in value)))
    return put(value, translations) if isinstance(value, Message) else value


class _Formatter(Formatter):
    """Knows names only: no attribute or item of a value is looked up."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        return kwargs[field_name], field_name


_FORMATTER = _Formatter()
