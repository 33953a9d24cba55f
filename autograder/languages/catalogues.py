"""The catalogues that there are, as gettext's translations."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from autograder.errors import Mistake
from autograder.message import ENGLISH

HERE = Path(__file__).parent
SOURCE = "en"


def languages() -> list[str]:
    """Those that messages can be put into, sorted."""
    return sorted([SOURCE, *(path.stem for path in HERE.glob("*.po"))])


@cache
def translations(language: str) -> NullTranslations:
    """The messages in a language; compiled here, so that a catalogue works as soon as it is written.

    Raises:
        Mistake: there is no catalogue.
    """
    if language == SOURCE:
        return ENGLISH
    if language not in languages():
        raise Mistake(f"There are no messages in {language!r}: the languages are {', '.join(languages())}.")
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (HERE / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
