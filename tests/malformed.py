"""Notebooks as no student should hand them in: each is made from a seed, and can be made again."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Make = Callable[[random.Random, Json], bytes]

ODD_TEXTS = (
    "",
    "\0",
    "\ud800",
    "\udfff\ud800",
    "\u202e\u2066",
    "\ufeff",
    "e\u0301" * 50,
    "\U0001f600" * 20,
    "\x1b[31m\x1b]0;title\x07",
    "\r\n\r",
    "\u2028\u2029",
    "../../etc/passwd",
    "{{ 7 * 7 }}<script>alert(1)</script>",
    "%" * 30,
    "q1",
)
ODD_VALUES = (None, True, 0, -1, 2**70, 1e308, float("nan"), [], {}, [[]], {"": ""}, "x", *ODD_TEXTS)


def malformed(kind: str, seed: object, whole: Json) -> bytes:
    """The notebook of a kind of ``KINDS`` that ``seed`` stands for; ``whole`` is one that is well formed."""
    return KINDS[kind](random.Random(f"{kind} {seed}"), copy.deepcopy(whole))


def packed(content: object, chance: random.Random | None = None) -> bytes:
    """JSON; with ``chance``, also in other encodings than usual."""
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32")) if chance else "utf-8"
    escapes = encoding != "utf-8" or chance is None or chance.random() < 0.5
    return json.dumps(content, ensure_ascii=escapes).encode(encoding, "surrogatepass")


def broken_json(chance: random.Random, whole: Json) -> bytes:
    data = bytearray(packed(whole))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        odd = chance.choice(
            (b"[", b"{", b'"', b"\\u", b"\\ud8", b"\xff", b"\\", b",", b"\0", b"NaN", b"1e999")
        )
        data[at : at + chance.randrange(40)] = odd * chance.choice((1, 1, 1, 3000))
    return bytes(data)


def cut_off(chance: random.Random, whole: Json) -> bytes:
    data = packed(whole)
    return data[: chance.randrange(len(data))]


def no_notebook(chance: random.Random, whole: Json) -> bytes:
    heads = (
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"\x89PNG",
        b"<html>",
        b"\x1f\x8b",
        b"import torch\n",
        b'{"cells":',
    )
    return chance.choice(heads) + chance.randbytes(chance.choice((0, 3, 300)))


def random_json(chance: random.Random, whole: Json) -> bytes:
    return packed(
        {"cells": anything(chance, 4), "metadata": anything(chance, 2), "nbformat": anything(chance, 1)}
    )


def anything(chance: random.Random, depth: int) -> Any:
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(ODD_VALUES)
    items = [anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    kinds = ("code", "markdown", "raw", "heading", "html", 5)
    cell = {"cell_type": chance.choice(kinds), "source": chance.choice(ODD_VALUES), "metadata": items}
    return chance.choice((items, [cell, *items], cell, {"a": items}))


def wrong_type(chance: random.Random, whole: Json) -> bytes:
    """One to three values, anywhere, are deleted or are something else."""
    for _ in range(chance.randint(1, 3)):
        table, key = chance.choice(places(whole))
        if chance.random() < 0.3:
            del table[key]
        else:
            table[key] = chance.choice(ODD_VALUES)
    return packed(whole, chance)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in ``value`` with every key in it."""
    if not isinstance(value, dict | list) or not value:
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


def huge(chance: random.Random, whole: Json) -> bytes:
    cell = answer_cell(chance, whole)
    match chance.randrange(5):
        case 0:
            cell["source"] = "# " + "x" * chance.choice((10**5, 3 * 10**6))
        case 1:
            cell["source"] = ["pass\n"] * 20_000
        case 2:
            cell["source"] = "x = [" + "1, " * 100_000 + "]"
        case 3:
            cell["outputs"] = [{"output_type": "stream", "text": "A" * 3_000_000}]
        case _:
            whole["cells"] += [{"cell_type": "markdown", "source": "x"}] * chance.choice((500, 9_000, 11_000))
    return packed(whole)


def deep(chance: random.Random, whole: Json) -> bytes:
    """Nested JSON, or nested Python in an answer."""
    depth = chance.choice((50, 500, 5_000, 100_000))
    if chance.random() < 0.5:
        opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}")))
        nested = opening * depth + b"1" + closing * depth
        return packed(whole)[:-1] + b', "more": ' + nested + b"}"
    opening, closing = chance.choice((("(", ")"), ("[", "]"), ("-", ""), ("not ", ""), ("lambda: ", "")))
    answer_cell(chance, whole)["source"] = f"x = {opening * depth}1{closing * depth}"
    return packed(whole)


def odd_text(chance: random.Random, whole: Json) -> bytes:
    """Texts that no keyboard makes, in sources, ids and metadata."""
    odd = chance.choice(ODD_TEXTS)
    cell = answer_cell(chance, whole)
    source = "".join(cell["source"])
    match chance.randrange(5):
        case 0:
            cell["source"] = odd + source
        case 1:
            cell["source"] = f'"""{odd}"""\n{source}\nprint({odd!r})\nraise ValueError({odd!r})'
        case 2:
            cell["source"] = f"import numpy as np\ndef double(x):\n    return np.array([{odd!r}])"
        case 3:
            cell["id"] = odd
        case _:
            whole["metadata"][odd] = {"otter": odd}
    return packed(whole, chance)


def ids(chance: random.Random, whole: Json) -> bytes:
    """Duplicate, missing and exchanged ids; cells that are there twice, or in another order."""
    cells = whole["cells"]
    match chance.randrange(5):
        case 0:
            for cell in cells:
                cell["id"] = cells[0].get("id")
        case 1:
            for cell in cells:
                cell["id"] = chance.choice(cells).get("id")
        case 2:
            for cell in cells:
                cell.pop("id", None)
        case 3:
            cells += copy.deepcopy(chance.sample(cells, len(cells) // 2))
        case _:
            chance.shuffle(cells)
    return packed(whole)


def metadata(chance: random.Random, whole: Json) -> bytes:
    odd = anything(chance, 2)
    match chance.randrange(4):
        case 0:
            whole["metadata"] = odd
        case 1:
            whole["metadata"]["otter"] = chance.choice((odd, {"assignment_name": odd}, {"tests": odd}))
        case 2:
            whole["metadata"]["kernelspec"] = chance.choice((odd, {"name": "ir", "language": "R"}))
        case _:
            for cell in whole["cells"]:
                cell["metadata"] = chance.choice((odd, {"tags": odd}, {"tags": ["otter_answer_cell"]}))
    return packed(whole)


def other_format(chance: random.Random, whole: Json) -> bytes:
    """nbformat 1 to 3, the future, and contents that do not fit the number."""
    version = chance.choice((-1, 0, 1, 2, 3, 3, 3, 5, 99, 4.5, "4", None))
    if version == 3 and chance.random() < 0.7:
        cells = whole.pop("cells")
        for cell in cells:
            if cell["cell_type"] == "code":
                cell["input"] = cell.pop("source")
        whole["worksheets"] = [{"cells": cells[:4]}, {"cells": cells[4:]}, *chance.choice(([], [{}], [5]))]
    return packed(whole | {"nbformat": version, "nbformat_minor": chance.choice(ODD_VALUES)})


def edited(chance: random.Random, whole: Json) -> bytes:
    """Code with characters lost, added and exchanged, as by a cat on the keyboard."""
    for _ in range(chance.randint(1, 3)):
        cell = answer_cell(chance, whole)
        source = list("".join(cell["source"]))
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(source) + 1)
            source[at : at + chance.randrange(4)] = chance.choice(
                ("(", "\n", "\t", "x", "%", "!", "é", ":", "...")
            )
        cell["source"] = "".join(source)
    return packed(whole)


def answer_cell(chance: random.Random, whole: Json) -> Json:
    cell: Json = chance.choice([cell for cell in whole["cells"] if cell["cell_type"] == "code"])
    return cell


KINDS: dict[str, Make] = {
    "broken JSON": broken_json,
    "cut off": cut_off,
    "no notebook": no_notebook,
    "random JSON": random_json,
    "wrong types": wrong_type,
    "huge cells": huge,
    "deep nesting": deep,
    "odd text": odd_text,
    "ids and order": ids,
    "metadata": metadata,
    "other formats": other_format,
    "edited code": edited,
}
