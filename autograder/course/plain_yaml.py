"""YAML as plain values, with the line of each key, so that a mistake can be pointed at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

Keys: TypeAlias = tuple[str | int, ...]  # the keys that lead to a value, from the top


class PlainYamlError(ValueError):
    """Why the text is not a table of plain values, in one sentence with file and line."""


def parse(text: str, file: str, first: int = 1) -> tuple[dict[str, Any], dict[Keys, int]]:
    """A table as plain values, and the line of each key.

    Args:
        first: the line in which the table begins, for messages.

    Raises:
        PlainYamlError: it is not a table of plain values.
    """
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        reason = f"{error.problem}: check the indentation, the colons and the quotes"
        raise PlainYamlError(f"{file}{line}: this is not YAML ({reason})") from None
    except YAMLError as error:
        raise PlainYamlError(f"{file}: this is not YAML ({str(error).splitlines()[0]})") from None
    if not isinstance(node, MappingNode):
        raise PlainYamlError(
            f"{file}, line {first}: expected a table of keys and values, got {shown(node and node.value)}"
        )
    lines: dict[Keys, int] = {}
    return _plain(node, (), lines, yaml.constructor.construct_object, file), lines


def _plain(node: Node, where: Keys, lines: dict[Keys, int], scalar: Callable[[Node], Any], file: str) -> Any:
    """A node's value: times stay text, since YAML's own reading of them loses the time zone."""
    line = node.start_mark.line + 1
    if len(where) > 10:
        raise PlainYamlError(f"{file}, line {line}: expected at most ten levels of keys")
    if isinstance(node, SequenceNode):
        return [_plain(item, (*where, i), lines, scalar, file) for i, item in enumerate(node.value)]
    if not isinstance(node, MappingNode):
        try:
            return node.value if str(node.tag).endswith(":timestamp") else scalar(node)
        except (YAMLError, ValueError):
            raise PlainYamlError(f"{file}, line {line}: expected a plain value, got {node.value}") from None
    table: dict[str, Any] = {}
    for key, value in node.value:
        line, name = key.start_mark.line + 1, key.value
        if not isinstance(name, str):
            raise PlainYamlError(f"{file}, line {line}: expected a plain word as a key, got {shown(name)}")
        if name in table:
            dotted = ".".join(map(str, (*where, name)))
            first = lines[(*where, name)]
            raise PlainYamlError(
                f'{file}, line {line}, key "{dotted}": expected once, but line {first} has it already'
            )
        lines[(*where, name)] = line
        table[name] = _plain(value, (*where, name), lines, scalar, file)
    return table


def shown(value: Any) -> str:
    """A value in a sentence about it, in at most 60 characters."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."
