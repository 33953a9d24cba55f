"""Pages that open offline: one file each, which forbids itself everything but its own style and script."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.text import clean_line, duration, number


def page(template: str, styles: Sequence[str], script: str = "", **values: Any) -> str:
    """The HTML of ``template``, which gets ``style`` and ``script`` with their hashes.

    Args:
        styles: names of style sheets, joined in this order.
        script: name of a script; none if it is empty.
        values: what the template shows. All text is escaped.
    """
    templates = Environment(
        loader=PackageLoader("autograder.report"),
        bytecode_cache=_compiled(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(number=number, duration=duration, line=clean_line)
    style = Markup("").join(_source(templates, name) for name in styles)
    code = _source(templates, script) if script else Markup("")
    hashes = {"style_hash": _hash(style), "script_hash": _hash(code)}
    return templates.get_template(template).render(style=style, script=code, **hashes, **values)


def _compiled() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept: as Python keeps its own modules, and only if it can."""
    folder = Path(__file__).parent / "__pycache__"
    if not os.access(folder, os.W_OK):
        return None
    return FileSystemBytecodeCache(str(folder), "%s.template")


def _source(templates: Environment, name: str) -> Markup:
    assert templates.loader is not None
    return Markup(templates.loader.get_source(templates, name)[0])


def _hash(text: str) -> str:
    """The hash by which a Content-Security-Policy allows an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
