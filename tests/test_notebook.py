from __future__ import annotations

import json
import random
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v3 import new_code_cell, new_heading_cell, new_notebook, new_text_cell, new_worksheet

from autograder import limits, notebook
from autograder.errors import Unreadable
from autograder.notebook import Cell, Notebook, parse

WHOLE: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"otter": {"assignment_name": "self-attention"}, "kernelspec": {"name": "python3"}},
    "cells": [
        {"cell_type": "markdown", "id": "a1", "metadata": {}, "source": ["# Título\n", "été 😀"]},
        {
            "cell_type": "code",
            "id": "a2",
            "metadata": {"tags": ["otter_answer_cell"]},
            "execution_count": 1,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ['x \\ "quoted"\n']}],
            "source": "x = 1 # …\n",
        },
        {"cell_type": "raw", "id": "a3", "metadata": {}, "source": ""},
    ],
}
PARSED = Notebook(
    [
        Cell("a1", "markdown", "# Título\nété 😀"),
        Cell("a2", "code", "x = 1 # …\n", is_answer=True),
        Cell("a3", "raw", ""),
    ],
    "self-attention",
)


def packed(content: object) -> bytes:
    return json.dumps(content).encode()


def with_cell(**cell: Any) -> bytes:
    return packed({**WHOLE, "cells": [{"cell_type": "code", **cell}]})


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        parse(data)
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_notebook_in_any_unicode_encoding(encoding: str, ascii_only: bool) -> None:
    assert parse(json.dumps(WHOLE, ensure_ascii=ascii_only, indent=1).encode(encoding)) == PARSED


def test_without_ids_metadata_outputs_and_format() -> None:
    bare = {"cells": [{"cell_type": "code", "source": "x"}, {"cell_type": "markdown"}]}
    assert parse(packed(bare)) == Notebook([Cell("", "code", "x"), Cell("", "markdown", "")])


def test_ids() -> None:
    assert parse(with_cell(metadata={"id": "colab"})).cells[0].id == "colab"
    assert parse(with_cell(id="own", metadata={"id": "colab"})).cells[0].id == "own"
    assert parse(with_cell(id=7, metadata=[])).cells[0].id == ""
    twice = {**WHOLE, "cells": [WHOLE["cells"][0]] * 2}
    assert [cell.id for cell in parse(packed(twice)).cells] == ["a1", "a1"]


def test_odd_values_are_tolerated() -> None:
    assert parse(with_cell(source="a\ud800b")).cells[0].source == "a\ufffdb"
    assert parse(with_cell(id="\udfff")).cells[0].id == "\ufffd"
    assert parse(with_cell(source="😀")).cells[0].source == "😀"
    assert parse(with_cell(outputs=[float("nan")], source="x")).cells[0].source == "x"
    assert parse(with_cell(source="x").replace(b'"x"', b'"tab\there"')).cells[0].source == "tab\there"
    assert parse(packed({**WHOLE, "metadata": {"otter": {"assignment_name": 5}}})).assignment_name == ""
    assert parse(packed({**WHOLE, "metadata": None})).assignment_name == ""
    assert not parse(with_cell(metadata={"tags": "otter_answer_cell"})).cells[0].is_answer


def test_nbformat_3_is_upgraded() -> None:
    cells = [new_code_cell("x = 1"), new_text_cell("markdown", "text"), new_heading_cell("Title", level=2)]
    sheets = [new_worksheet(cells=cells), new_worksheet(cells=[new_text_cell("raw", "r")])]
    data = nbformat.v3.writes_json(new_notebook(worksheets=sheets)).encode()
    assert parse(data).cells == [
        Cell("", "code", "x = 1"),
        Cell("", "markdown", "text"),
        Cell("", "markdown", "## Title"),
        Cell("", "raw", "r"),
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b" \r\n\0\0\n" * 1000, "The file is empty"),
        (b"%PDF-1.7\n...", "This is a PDF, not a notebook: hand in the .ipynb file itself."),
        (b"PK\x03\x04\x14\0", "This is a zip or an Office document, not a notebook"),
        (b"\n <!DOCTYPE html><html>", "This is a web page, not a notebook"),
        (b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> b\n", "an unresolved merge conflict of git at line 1 (<<<"),
        (b'\n{"cells": [\n<<<<<<< HEAD\n{}\n=======\n>>>>>>> b\n]}', "merge conflict of git at line 3 (<<<"),
        (b'{"cells": [\n{}\n=======\n]}', "merge conflict of git at line 3 (<<<"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b'{"cells": ["\xe9t\xe9"]}', "not text in UTF-8"),
        (b"import torch\n", "This is text but not a notebook"),
        (b'{"cells": [}]}', "The notebook is damaged at line 1 ("),
        (b'{"cells": []} {}', "The notebook is damaged at line 1 (Extra data)"),
        (b'{"a": 1}', "This is JSON but not a notebook: hand in"),
        (b"[1, 2]", "This is JSON but not a notebook: hand in"),
        (b'"cells"', "This is JSON but not a notebook: hand in"),
        (b'{"cells": {}}', "its cells are not a list"),
        (b'{"cells": [1]}', "Cell 1 of the notebook is damaged, it has no type"),
        (b'{"cells": [{"cell_type": []}]}', "Cell 1 of the notebook is damaged, it has no type"),
        (with_cell(source=5), "Cell 1 of the notebook is damaged, its source is not text"),
        (with_cell(source=["a", 5]), "its source is not text"),
        (with_cell(source=None), "its source is not text"),
        (b'{"worksheets": [{"cells": 5}], "nbformat": 3}', "its cells are not a list"),
        (b'{"worksheets": [], "nbformat": 2}', "The notebook has the outdated format 2: open it in Jupyter"),
        (b'{"cells": [], "nbformat": 1}', "The notebook has the outdated format 1"),
        (b'{"cells": [], "nbformat": 5}', "The notebook has format 5, which is newer than 4"),
        (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
        (b"[" * limits.FILE_BYTES, "The notebook is too large to read"),
        (b"[" + b"[]," * 2**22 + b"[]]", "The notebook is too large to read"),
        (b'{"cells": ' + b"1" * 10_000 + b"}", "a number that is too long"),
        (b" " * limits.FILE_BYTES + b"{}", "The notebook is larger than 64 MiB: clear its outputs"),
        (packed({"cells": [{"cell_type": "raw"}] * 10_001}), "has 10,001 cells: more than 10,000"),
    ],
    ids=range(32),
)
def test_what_is_no_notebook_says_why(data: bytes, said: str) -> None:
    assert said in reason(data)


@pytest.mark.parametrize("ascii_only", [True, False])
def test_cut_off_anywhere(ascii_only: bool) -> None:
    data = json.dumps(WHOLE, ensure_ascii=ascii_only, indent=1).encode()
    for end in range(1, len(data)):
        line = data[:end].count(b"\n") + 1
        assert f"The file ends in the middle of the notebook (line {line})" in reason(data[:end])


def test_a_large_notebook_is_read() -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 100_000}, "metadata": {}}
    cell = {"cell_type": "code", "source": ["x = 1\n"] * 20, "outputs": [picture], "metadata": {}}
    data = packed({**WHOLE, "cells": [cell] * 200})  # 20 MB
    assert len(parse(data).cells) == 200


fuzz = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
LISTS = ", ".join(['[1, 2, {"a": "b"}]'] * 400_000)


def test_what_is_printed_does_not_count_as_structure() -> None:
    outputs = [{"output_type": "stream", "name": "stdout", "text": LISTS}] * 5
    cell = {"cell_type": "code", "source": "x", "metadata": {}, "outputs": outputs}
    data = packed({**WHOLE, "cells": [cell]})
    assert data.count(b",") > limits.JSON_VALUES
    assert parse(data).cells[0].source == "x"


json_text = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('[]{},:"\\ab\n'), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('{,"\\', max_size=4), inner, max_size=4)
    ),
)


def opened(value: object) -> int:
    """The commas and opening brackets of a value's JSON."""
    if not isinstance(value, list | dict):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(0, len(value) - 1) + sum(map(opened, inner))


@fuzz
@given(json_text, st.booleans())
def test_only_structure_is_counted(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert notebook._separators(notebook._STRING.sub("", text)) == opened(value)


def survives(data: bytes) -> None:
    """Parses or says why not; every text that comes out can be written down."""
    try:
        parsed = parse(data)
    except Unreadable as error:
        said = str(error)
        assert said.endswith(".")
        assert "\n" not in said
    else:
        for cell in parsed.cells:
            assert cell.kind in ("code", "markdown", "raw")
            (cell.id + cell.source).encode()
        parsed.assignment_name.encode()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@fuzz
@given(st.binary(max_size=400) | st.binary(max_size=100).map(lambda data: b'{"cells": [' + data))
def test_random_bytes(data: bytes) -> None:
    survives(data)


@fuzz
@given(
    st.fixed_dictionaries(
        {"cells": anything | st.lists(anything | st.fixed_dictionaries({"cell_type": anything}), max_size=3)},
        optional={"nbformat": anything, "metadata": anything, "worksheets": anything},
    )
    | st.fixed_dictionaries({"worksheets": st.lists(anything, max_size=3), "nbformat": anything})
    | anything
)
def test_random_json(content: object) -> None:
    survives(packed(content))


def places(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [at, *(place for key, item in inner for place in places(item, (*at, key)))]


@fuzz
@given(st.data())
def test_a_notebook_with_one_value_deleted_or_swapped(data: st.DataObject) -> None:
    content = json.loads(packed(WHOLE))
    *way, last = data.draw(st.sampled_from(places(content)[1:]))
    table = content
    for key in way:
        table = table[key]
    if data.draw(st.booleans()):
        del table[last]
    else:
        table[last] = data.draw(anything)
    survives(packed(content))


@fuzz
@given(st.integers(0, 2**32))
def test_a_notebook_with_bytes_changed(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(json.dumps(WHOLE, ensure_ascii=False).encode(chance.choice(["utf-8", "utf-16"])))
    for _ in range(chance.randint(1, 5)):
        if not data:
            break
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                del data[at : at + chance.randint(1, 40)]
            case 1:
                data[at] = chance.randrange(256)
            case 2:
                data[at:at] = chance.choice([b"[", b"{", b'"', b"\\u", b"\xff", b"\\"]) * chance.choice(
                    [1, 5000]
                )
            case _:
                del data[at + 1 :]
    survives(bytes(data))


def test_a_notebook_that_is_written_is_read_as_it_was() -> None:
    cells = [Cell("a", "code", "x = 'é'", True), Cell("b", "markdown", "text"), Cell("", "raw", "")]
    written = Notebook(cells, "softmax")
    assert parse(notebook.as_file(written)) == written
