"""All that a command reads and writes is UTF-8, whatever the locale."""

from __future__ import annotations

import ast
import csv
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from places import ROOT

from autograder.cli.encoding import nearest

PROGRAM = (sys.executable, "-c", "from autograder.cli import app; app()")
LOCALES = {"pt_BR.ISO-8859-1": "ISO-8859-1", "pt_BR.CP1252": "CP1252"}

GRADING = """
course: Programação
assignments:
  acentos:
    title: Acentuação
    weight: 100
    budget: {time: 120}
"""
MASTER = '''
# ---
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: acentos
# init_cell: true
# export_cell: false
# check_all_cell: false
# run_tests: false
# tests: {ok_format: false}

# %% [markdown]
# # Acentuação: “não”, ∑ e 日本

# %% [raw]
# # BEGIN QUESTION
# name: q1
# points: 3

# %% [markdown]
# Conte as letras: `conta(texto)`.

# %% [raw]
# # BEGIN SOLUTION

# %%
def conta(texto):
    # BEGIN SOLUTION NO PROMPT
    return len(texto)  # ação
    # END SOLUTION
    """ # BEGIN PROMPT
    return ...  # sua solução
    """ # END PROMPT

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
""" # BEGIN TEST CONFIG
points: 1
""" # END TEST CONFIG
def test_public(conta):
    assert conta("não") == 3, "“não” tem três letras."

# %%
""" # BEGIN TEST CONFIG
points: 2
hidden: true
failure_message: "Veja a acentuação: é à € ∑ 日本."
""" # END TEST CONFIG
def test_heldout(conta, heldout):
    assert heldout["frase"] == "coração € 日本\\n" and heldout["tabela"] == {"maçã": "é"}
    assert conta(heldout["frase"]) == 13

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
'''.lstrip()
WRONG = """
# ---
# misconception: Conta octetos e não letras.
# loses: {q1: 3}
# feedback: “É” é uma letra.
# ---
# %% question="q1"
def conta(texto):
    return len(texto.encode())
""".lstrip()


@pytest.fixture(scope="module")
def places(requires: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with locales whose encoding is not UTF-8."""
    program, folder = requires("locales"), tmp_path_factory.mktemp("locales")
    for name, charset in LOCALES.items():
        subprocess.run(
            [program, "-i", "pt_BR", "-f", charset, folder / name], check=True, capture_output=True
        )
    return folder


def environment(places: Path, locale: str) -> dict[str, str]:
    unset = {"LANG", "LANGUAGE", "PYTHONUTF8", "PYTHONIOENCODING"}
    kept = {key: value for key, value in os.environ.items() if key not in unset and key[:3] != "LC_"}
    return kept | {"LOCPATH": str(places), "LC_ALL": locale, "COLUMNS": "200"}


@pytest.mark.parametrize("name", [*LOCALES, "C", "POSIX", "C.UTF-8"])
def test_a_process_and_what_it_starts(places: Path, tmp_path: Path, name: str) -> None:
    told = [sys.executable, "-c", "import locale; print(locale.getencoding())"]
    before = subprocess.run(told, env=environment(places, name), capture_output=True).stdout.decode().strip()
    assert before == LOCALES.get(name, before)
    (tmp_path / "três").write_text("", encoding="utf-8")
    child = "import locale, os, sys; print(locale.getpreferredencoding(False), os.listdir(), *sys.argv[1:])"
    script = (
        "import subprocess, sys; from autograder.cli.encoding import use_utf8; use_utf8();"
        "print('é ✓ \\ud800'); sys.stdout.flush();"
        f"subprocess.run([sys.executable, '-c', {child!r}, *sys.argv[1:]])"
    )
    run = [sys.executable, "-c", script, "maçã"]
    done = subprocess.run(run, cwd=tmp_path, env=environment(places, name), capture_output=True, check=True)
    assert done.stdout.decode().replace("UTF-8", "utf-8") == "é ✓ ?\nutf-8 ['três'] maçã\n"


def test_a_course_with_accents(places: Path, tmp_path: Path) -> None:
    def run(folder: Path, *words: str, status: int = 0) -> subprocess.CompletedProcess[bytes]:
        latin = environment(places, "pt_BR.ISO-8859-1")
        done = subprocess.run([*PROGRAM, *words], cwd=folder, env=latin, capture_output=True)
        assert done.returncode == status, done.stderr.decode(errors="replace")
        return done

    wrong = tmp_path / "solutions" / "acentos" / "submissions" / "wrong_answer"
    heldout = tmp_path / "solutions" / "acentos" / "heldout"
    wrong.mkdir(parents=True)
    heldout.mkdir()
    (wrong / "octetos.py").write_text(WRONG, encoding="utf-8")
    (heldout / "frase.txt").write_text("coração € 日本\n", encoding="utf-8")
    (heldout / "tabela.json").write_text('{"maçã": "é"}', encoding="utf-8")
    (heldout.parent / "master.py").write_text(MASTER, encoding="utf-8")
    (tmp_path / "grading.yml").write_text(GRADING, encoding="utf-8")

    run(tmp_path, "release")
    run(tmp_path, "release", "--check")
    notebook = nbformat.reads(
        (tmp_path / "assignments/acentos/acentos.ipynb").read_text(encoding="utf-8"), as_version=4
    )
    assert any("Acentuação: “não”, ∑ e 日本" in cell.source for cell in notebook.cells)

    assert "octetos" in run(tmp_path, "verify", "--sandbox", "off").stdout.decode()

    for student, answer in {"José": "len(texto)", "Łucja €": "len(texto.encode())"}.items():
        for cell in notebook.cells:
            if "otter_answer_cell" in cell.metadata.get("tags", []):
                cell.source = f"def conta(texto):\n    print('açúcar')\n    return {answer}  # ç"
        text = nbformat.writes(notebook)
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{student}.ipynb").write_text(text, encoding="utf-8")
    (tmp_path / "lista.csv").write_text("id;name\njosé;José da Conceição\n", encoding="utf-8")
    grade = ("grade", "acentos", "in", "--sandbox", "off", "--jobs", "1", "--roster", "lista.csv")
    said = run(tmp_path, *grade, "--out", "saída").stdout.decode()
    assert "José da Conceição" in said
    assert "Łucja €" in said

    with (tmp_path / "saída" / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        scores = {row["student"]: row["score"] for row in csv.DictReader(file)}
    assert scores == {"José da Conceição": "3", "Łucja €": "0"}
    lucja = json.loads((tmp_path / "saída" / "results" / "Łucja €.json").read_text(encoding="utf-8"))
    assert "“não” tem três letras." in lucja["tests"][0]["output"]
    assert "Programação" in (tmp_path / "saída" / "report.html").read_text(encoding="utf-8")

    run(tmp_path, "report", "--out", "saída2")
    assert "José da Conceição" in (tmp_path / "saída2" / "grades.csv").read_text(encoding="utf-8-sig")

    complaint = run(tmp_path, "grade", "acentuação", "in", status=2).stderr.decode()
    assert 'there is no assignment "acentuação"' in complaint
    assert "Traceback" not in complaint


def test_a_terminal_gets_what_it_can_show(places: Path, tmp_path: Path) -> None:
    latin = environment(places, "pt_BR.ISO-8859-1")
    (tmp_path / "grading.yml").write_text("course: x\nassignments: {}\n", encoding="utf-8")
    ours, terminal = pty.openpty()
    try:
        program = subprocess.Popen(
            [*PROGRAM, "verify", "três ✓ Łucja"], cwd=tmp_path, env=latin, stderr=terminal
        )
        os.close(terminal)
        said = b""
        while b")" not in said:
            said += os.read(ours, 4096)
        assert program.wait() == 2
    finally:
        os.close(ours)
    assert 'no assignment "três + ?ucja"'.encode("iso-8859-1") in said


def test_the_nearest_signs() -> None:
    error = UnicodeEncodeError("ascii", "é✓█日…\ud800", 0, 6, "")
    assert nearest(error) == ("e+#?...?", 6)
    with pytest.raises(UnicodeDecodeError):
        nearest(UnicodeDecodeError("utf-8", b"\xff", 0, 1, ""))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def test_no_text_is_read_or_written_in_the_locales_encoding() -> None:
    """Ruff's PLW1514 sees the same only where it knows that a value is a path."""
    found = []
    for path in [*ROOT.glob("autograder/**/*.py"), *ROOT.glob("bench/*.py")]:
        for name, call in calls(path):
            options = {option.arg: ast.unparse(option.value) for option in call.keywords}
            is_text = (
                name in {"read_text", "write_text", "TextIOWrapper"}
                or "True" in (options.get("text"), options.get("universal_newlines"))
                or (name in {"NamedTemporaryFile", "fdopen"} and "b" not in options.get("mode", "b"))
            )
            if is_text and "encoding" not in options:
                found.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert found == []
