"""Gradescope's ``submission_metadata.yml``: who is behind each folder ``submission_12345``, and when."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from autograder.submissions.archive import Unreadable
from autograder.submissions.naming import Identity

METADATA = "submission_metadata.yml"

_SUBMISSION = re.compile(r"""["']?(submission_\d+)["']?:\s*$""")
_KEY = re.compile(r"""\s+["']?:?(\w+)["']?:(\s|$)""")
_WANTED = {"submitters", "created_at"}


def read_metadata(data: bytes) -> dict[str, Identity]:
    """The identities by folder. A group's members are one name, ``Ana Silva, Ben Ode``.

    Raises:
        Unreadable: it is not the YAML that Gradescope writes.
    """
    try:
        content = YAML(typ="base", pure=True).load(_excerpt(data.decode("utf-8-sig")))
    except (YAMLError, ValueError, RecursionError):
        raise Unreadable(_complaint()) from None
    if not isinstance(content, dict) or not content:
        raise Unreadable(_complaint())
    return {str(folder): _identity(str(folder), _plain_keys(entry)) for folder, entry in content.items()}


def _excerpt(text: str) -> str:
    """Only the lines about who and when: the rest, results and history, is long and full of Ruby's tags."""
    kept: list[str] = []
    indent, wanted = 0, False
    for line in text.splitlines():
        if _SUBMISSION.match(line):
            kept.append(line)
            indent, wanted = 0, False
            continue
        key = _KEY.match(line)
        depth = len(line) - len(line.lstrip())
        if key and depth and (not indent or depth == indent):
            indent, wanted = depth, key[1] in _WANTED
        if wanted and depth:
            kept.append(line)
    return "\n".join(kept)


def _identity(folder: str, entry: dict[str, Any]) -> Identity:
    people = entry.get("submitters")
    submitters = [_plain_keys(person) for person in people] if isinstance(people, list) else []
    names = [str(person["name"]) for person in submitters if person.get("name")]
    ids = [
        str(person[key]) for person in submitters[:1] for key in ("sid", "email", "name") if person.get(key)
    ]
    if len(submitters) > 1:  # the name of a group's first member would hide the others
        ids = []
    own = (folder.removeprefix("submission_"), folder)
    name = ", ".join(names) or folder
    # The same people in two folders are one hand-in, an older one and a newer one.
    people_ids = sorted(str(person.get("sid") or person.get("email") or "") for person in submitters)
    key = ("gradescope", *people_ids) if people_ids and all(people_ids) else ("gradescope", folder)
    return Identity(name, (*ids, *own), _moment(entry.get("created_at")), key)


def _plain_keys(table: Any) -> dict[str, Any]:
    """A table without the colons that Ruby puts before its keys."""
    return {str(key).lstrip(":"): value for key, value in table.items()} if isinstance(table, dict) else {}


def _moment(value: Any) -> datetime | None:
    """A time such as ``2026-10-11 04:20:33.123456789 Z``; nothing where the zone is missing."""
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+(?=Z|[+-]\d)", "", str(value)))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _complaint() -> str:
    return f"{METADATA} cannot be read, so names and times of submission are missing: export it again."
