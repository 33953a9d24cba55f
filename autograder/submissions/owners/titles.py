"""File and folder names that tell of the work and not of a person: Untitled, softmax-Copy1, homework 2."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_COPIED = (  # by Jupyter, browsers, Windows, macOS and Google Drive
    re.compile(r"(?<=.)[-_ ]checkpoint$", re.IGNORECASE),
    re.compile(r"(?<=.)[-_ ]+(?:copy|kopie|copie|copia|cópia|kopia)(?: ?\d+| ?\(\d+\))?$", re.IGNORECASE),
    re.compile(r"(?<=.) ?\(\d+\)$"),
    re.compile(r"^(?:copy of|copie de|copia di|copia de|cópia de|kopie von|kopia) +(?=.)", re.IGNORECASE),
)
_UNTITLED = {"untitled", "unbenannt", "sans", "titre", "sin", "título", "sem", "senza", "titolo", "naamloos"}
_WORK = _UNTITLED | {
    "notebook", "homework", "hw", "assignment", "assignments", "exercise", "exercises", "lab", "project",
    "solution", "solutions", "answer", "answers", "submission", "submissions", "final", "draft", "old", "new",
    "backup", "version", "my", "the", "work", "attempt", "test", "tmp", "temp", "file", "main", "code",
    "done", "finished", "complete", "completed", "fixed", "latest", "last", "ps", "pset", "task", "question",
    "part", "autosave", "checkpoint", "src", "tarefa", "tarea", "trabalho", "trabajo", "entrega", "devoir",
    "exercice", "aufgabe", "abgabe", "übung", "lösung", "zadanie", "compito",
}  # fmt: skip


def plain(stem: str) -> str:
    """A name without what marks a copy: ``ana (1)``, ``ana-Copy1`` and ``Copy of ana`` are ``ana``."""
    while True:
        before = stem
        for mark in _COPIED:
            stem = mark.sub("", stem).strip() or stem
        if stem == before:
            return stem


def is_untitled(stem: str) -> bool:
    """Whether an editor chose the name."""
    return _made_of(stem, _UNTITLED)


def is_of_work(stem: str, assignment: frozenset[str]) -> bool:
    """Whether every word of a name is about the work, the ``assignment``'s own words included."""
    return _made_of(plain(stem), _WORK | assignment)


def is_of_assignment(stem: str, assignment: frozenset[str]) -> bool:
    """Whether a name is the assignment's, or none at all."""
    return _made_of(plain(stem), _UNTITLED | assignment)


def words(text: str) -> frozenset[str]:
    """The words of a name, in lower case."""
    return frozenset(word.casefold() for word in _LETTERS.findall(text))


def _made_of(stem: str, vocabulary: set[str] | frozenset[str]) -> bool:
    stem_words = words(stem)
    return bool(stem_words) and stem_words <= vocabulary
