"""Each message is in each catalogue, with the same values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

import autograder
from autograder.errors import Mistake
from autograder.languages import catalogues
from autograder.languages.catalogues import languages, translations
from autograder.message import Message, counted, put

PACKAGE = Path(autograder.__file__).parent
OTHERS = [language for language in languages() if language != "en"]


def written() -> Iterator[ast.expr]:
    """The codes in the source: the first argument of each message, and of what is counted the second."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Message"), args=[ast.Name(id="one"), *_]):
                    pass  # in `counted` itself
                case ast.Call(func=ast.Name(id="Message"), args=[code, *_]):
                    yield code
                case ast.Call(func=ast.Name(id="counted"), args=[one, many, *_]):
                    yield from (one, many)


def catalogue(name: str) -> Catalog:
    with (Path(catalogues.__file__).parent / name).open("rb") as file:
        return read_po(file, abort_invalid=True)


def forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else [*text]


def values(text: str) -> set[tuple[str, str]]:
    """The names in a code, and how each is put."""
    return {(name, how or "") for _, name, how, _ in Formatter().parse(text) if name}


def test_every_code_is_a_literal_and_in_the_template() -> None:
    """Else Babel does not see it: `make messages` collects them."""
    codes = [ast.literal_eval(code) for code in written()]
    assert len(codes) > 150
    known = {form for message in catalogue("messages.pot") if message.id for form in forms(message.id)}
    assert set(codes) == known


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_its_values(language: str) -> None:
    template, translated = catalogue("messages.pot"), catalogue(f"{language}.po")
    assert {message.id for message in template} == {message.id for message in translated}
    for message in translated:
        if not message.id:
            continue
        assert all(forms(message.string)), message.id
        assert not message.fuzzy, message.id
        wanted = {value for form in forms(message.id) for value in values(form)}
        for form in forms(message.string):
            assert values(form) <= wanted, form
            assert values(form) == wanted or not isinstance(message.id, str), form


def test_messages_are_put_into_words() -> None:
    cell = Message("The cell {cell} was moved.", {"cell": "“{x}”"})
    assert put(cell, translations("pt")) == "A célula “{x}” mudou de lugar."
    assert put(cell, translations("en")) == str(cell)
    places = "Given text was changed in {count} place.", "Given text was changed in {count} places."
    assert [put(counted(*places, count), translations("pl")) for count in (1, 2, 5)] == [
        "Dany tekst zmieniono w 1 miejscu.",
        "Dany tekst zmieniono w 2 miejscach.",
        "Dany tekst zmieniono w 5 miejscach.",
    ]


def test_a_language_that_is_not_there_is_said() -> None:
    with pytest.raises(Mistake, match="no messages in 'xx': the languages are en, pl, pt"):
        translations("xx")
    assert languages() == ["en", "pl", "pt"]
