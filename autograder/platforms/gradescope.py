"""Gradescope's exports: folders `submission_12345`; `submission_metadata.yml` says whose, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from autograder import limits
from autograder.errors import Unreadable
from autograder.message import Message
from autograder.platforms.identity import Identity, Placed

METADATA = "submission_metadata.yml"
_FOLDER = re.compile(r"submission_(?P<id>\d+)")

_SUBMISSION = re.compile(r"""["']?(submission_\d+)["']?:\s*$""")
_KEY = re.compile(r"""\s+["']?:?(\w+)["']?:(\s|$)""")
_WANTED = {"submitters", "created_at"}
_NOTHING = ("", "~", "null")


def is_name(name: str) -> bool:
    """Whether Gradescope may have given a folder this name."""
    return bool(_FOLDER.fullmatch(name))


def identify(file: Placed, place: int) -> Identity | None:
    """Whose file it is, by the part of its path at ``place``; the export's metadata says more."""
    name = file.parts[place]
    match = _FOLDER.fullmatch(name)
    return Identity(name, (match["id"], name), key=("gradescope", name), is_sure=False) if match else None


def read_metadata(data: bytes) -> dict[str, Identity]:
    """The identities by folder. A group's members are one name, ``Ana Silva, Ben Ode``.

    Raises:
        Unreadable: it is not the YAML that Gradescope writes, or it is too large.
    """
    try:
        content = YAML(typ="base", pure=True).compose("\n".join(_excerpt(data.decode("utf-8-sig"))))
    except (YAMLError, ValueError, RecursionError):
        raise _complaint("it is not the YAML that Gradescope writes") from None
    table = _table(content, "the whole")
    if not table:
        raise _complaint("it names no submission")
    return {folder: _identity(folder, _table(entry, folder)) for folder, entry in table.items()}


def _excerpt(text: str) -> Iterator[str]:
    """Only the lines about who and when: the rest, results and history, is long and full of Ruby's tags."""
    indent, is_wanted, size = 0, False, 0
    for line in text.splitlines():
        start = line[: limits.METADATA_LINE_CHARACTERS]
        key, depth = None, 0
        if is_submission := _SUBMISSION.match(start):
            indent, is_wanted = 0, False
        else:
            key = _KEY.match(start)
            depth = len(start) - len(start.lstrip())
        if key and depth and (not indent or depth == indent):
            indent, is_wanted = depth, key[1] in _WANTED
        if not (is_submission or (is_wanted and depth)):
            continue
        size += len(line)
        if len(start) < len(line):
            raise _complaint(f"it has a line of {len(line):,} characters, more than {len(start):,}")
        if size > limits.METADATA_CHARACTERS:
            most = limits.METADATA_CHARACTERS
            raise _complaint(f"it has more than {most:,} characters about who and when")
        yield line


def _identity(folder: str, entry: dict[str, Node]) -> Identity:
    people = [_person(_texts(_table(person, folder))) for person in _list(entry.get("submitters"), folder)]
    members = [person for person in people if person]
    own = (folder.removeprefix("submission_"), folder)
    moment = _moment(_texts(entry).get("created_at", ""))
    if not members:
        return Identity(folder, own, moment, ("gradescope", folder), is_sure=False)
    name = ", ".join(person.name for person in members)
    # The same people in two folders are one hand-in, an older one and a newer one.
    users = sorted(person.key[1] for person in members)
    is_sure = all(users) and len(members) == len(people)
    key = ("gradescope", *users) if is_sure else ("gradescope", folder)
    if len(people) == 1:
        return Identity(name, (*members[0].ids, *own), moment, key, is_sure=is_sure)
    # The name of a group's first member would hide the others.
    return Identity(name, own, moment, key, is_sure=is_sure, members=tuple(members))


def _person(told: dict[str, str]) -> Identity | None:
    """One of a submission's people; None if nothing tells who it is."""
    ids = tuple(told[key] for key in ("sid", "email", "name") if told.get(key))
    user = told.get("sid") or told.get("email") or ""
    return Identity(told.get("name") or ids[0], ids, key=("gradescope", user)) if ids else None


def _table(node: Node | None, where: str) -> dict[str, Node]:
    """A table without the colons that Ruby puts before its keys."""
    if not isinstance(node, MappingNode):
        raise _complaint(f"{where} is not a table")
    keys = [key for key, _ in node.value if isinstance(key, ScalarNode)]
    if len(keys) < len(node.value):
        raise _complaint(f"{where} has a key that is not a word")
    return {str(key.value).lstrip(":"): value for key, value in node.value}


def _list(node: Node | None, where: str) -> list[Node]:
    if node is None or (isinstance(node, ScalarNode) and node.value in _NOTHING):
        return []
    if not isinstance(node, SequenceNode):
        raise _complaint(f"the submitters of {where} are not a list")
    if len(node.value) > limits.METADATA_PEOPLE:
        raise _complaint(f"{where} has {len(node.value):,} submitters, more than {limits.METADATA_PEOPLE}")
    return list(node.value)


def _texts(table: dict[str, Node]) -> dict[str, str]:
    """The plain values of a table."""
    plain = {key: str(node.value) for key, node in table.items() if isinstance(node, ScalarNode)}
    return {key: text for key, text in plain.items() if text not in _NOTHING}


def _moment(text: str) -> datetime | None:
    """A time such as ``2026-10-11 04:20:33.123456789 Z``; None if the zone is missing."""
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+(?=Z|[+-]\d)", "", text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _complaint(reason: str) -> Unreadable:
    return Unreadable(
        Message(
            "{file} cannot be read, so names and times of submission are missing ({reason}): "
            "export it again.",
            {"file": METADATA, "reason": reason},
        )
    )
