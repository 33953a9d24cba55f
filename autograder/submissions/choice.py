"""Which of the files that one student handed in counts.

Of several notebooks it is one of this assignment; of these the newest, if the platform tells when each was
handed in; then the one with the most answers, then the one with most of the given text; then Canvas's newest
attachment; then the one with the plainest name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from autograder import limits
from autograder.errors import Unreadable
from autograder.message import Message, limited
from autograder.notebook import parse
from autograder.platforms.identity import Identity
from autograder.submissions import kinds
from autograder.submissions.owners import titles
from autograder.submissions.owners.names import one_line
from autograder.submissions.owners.roster import folded
from autograder.submissions.released import Fit, Released
from autograder.submissions.search import Found

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Choice:
    """A student's file that counts, why it cannot be graded if so, and what became of the others."""

    found: Found
    problem: Message | str = ""
    remarks: tuple[Message | str, ...] = ()


class _Merit(NamedTuple):
    """What decides, the most important first; more is better."""

    belongs: bool
    handed_in: datetime
    answered: int
    share: float
    order: int
    plain: bool
    short: int


_REASONS = {
    "belongs": Message("it is this assignment's"),
    "handed_in": Message("it is the newest"),
    "answered": Message("most questions are answered in it"),
    "share": Message("most of the assignment is in it"),
    "order": Message("it is the newest"),
}


def choose(files: Sequence[Found], identities: Mapping[Found, Identity], released: Released | None) -> Choice:
    """What counts of one student's ``files``, which are not empty."""
    notebooks = [file for file in files if file.is_notebook and not file.is_autosave and not file.problem]
    notebooks = notebooks or _by_content(files)
    notebooks = notebooks or [file for file in files if file.is_autosave and not file.problem]
    if not notebooks:
        return _without_notebook(files)
    if problem := _too_much(notebooks):
        return Choice(notebooks[0], problem)
    problems = tuple(file.problem for file in files if file.problem and file.name)
    if len(notebooks) == 1:
        (notebook,) = notebooks
        return Choice(notebook, "", (*_called(notebook), *problems))
    merits = {file: _merit(file, identities.get(file), released) for file in notebooks}
    in_order = sorted(notebooks, key=lambda file: file.source)
    best, *others = sorted(in_order, key=lambda file: merits[file], reverse=True)
    reason = _reason(merits[best], merits[others[0]])
    names = Counter(folded(file.name) for file in files)
    ungraded = ", ".join(sorted(_name(file, names) for file in others))
    remark = Message(
        "{notebooks} notebooks were handed in, and {name} counts because {reason}; not graded: {others}.",
        {"notebooks": len(notebooks), "name": _name(best, names), "reason": reason, "others": ungraded},
    )
    return Choice(best, "", (limited(remark, one_line), *_called(best), *problems))


def _too_much(notebooks: Sequence[Found]) -> Message | str:
    """Why none of them is chosen; empty for most."""
    size = sum(file.size for file in notebooks)
    if len(notebooks) > limits.NOTEBOOKS:
        return Message(
            "{count:,} notebooks were handed in, and at most {most} are looked at: "
            "hand in the one to be graded.",
            {"count": len(notebooks), "most": limits.NOTEBOOKS},
        )
    if size > limits.NOTEBOOKS_BYTES:
        return Message(
            "Notebooks of {size} were handed in, and at most {most} are looked at: "
            "hand in the one to be graded.",
            {"size": limits.size(size), "most": limits.size(limits.NOTEBOOKS_BYTES)},
        )
    return ""


def _by_content(files: Sequence[Found]) -> list[Found]:
    """Notebooks of other names, among the first files that may be read."""
    notebooks, size = [], 0
    for file in files:
        if file.is_notebook or file.problem or file.size > limits.FILE_BYTES:
            continue
        size += file.size
        if size > limits.NOTEBOOKS_BYTES:
            break
        try:
            notebooks += [file] if kinds.is_notebook(file.read()) else []
        except Unreadable:
            continue
    return notebooks


def _without_notebook(files: Sequence[Found]) -> Choice:
    """The file that comes nearest to a hand-in, and why it is none."""
    first = min(
        files, key=lambda file: (not file.problem, kinds.is_listing(file.name), not file.name, file.source)
    )
    names = Counter(folded(file.name) for file in files)
    others = sorted(_name(file, names) for file in files if file is not first and file.name)
    remark = Message("Handed in too: {files}.", {"files": ", ".join(others[: limits.NOTEBOOKS])})
    remarks = (limited(remark, one_line),) if others else ()
    return Choice(first, first.problem or kinds.complaint(first.name), remarks)


def _called(file: Found) -> tuple[Message, ...]:
    """A remark if a notebook's name is not a notebook's."""
    name = {"name": one_line(file.name)}
    if file.is_autosave:
        return (Message("Only a copy that Jupyter saved by itself was handed in: {name}.", name),)
    if not file.is_notebook:
        return (Message("{name} is a notebook by its content and was graded as one.", name),)
    return ()


def _merit(file: Found, identity: Identity | None, released: Released | None) -> _Merit:
    fit = Fit()
    try:
        notebook = parse(file.read())
        fit = released.fit(notebook) if released else Fit(belongs=True)
    except Unreadable:
        pass
    stem = kinds.stem(file.name)
    submitted_at = identity.submitted_at if identity and identity.submitted_at else _NEVER
    order = identity.order if identity else 0
    return _Merit(
        fit.belongs,
        submitted_at,
        fit.answered,
        round(fit.share, 2),
        order,
        titles.plain(stem) == stem,
        -len(file.parts),
    )


def _reason(best: _Merit, second: _Merit) -> Message:
    for field, value, other in zip(_Merit._fields, best, second, strict=True):
        if value != other:
            return _REASONS.get(field, Message("its name is the plainest"))
    return Message("its name comes first")


def _name(file: Found, names: Mapping[str, int]) -> str:
    """A file's name, with the folders that tell it apart from the student's others.

    Args:
        names: how many of the student's files have each name.
    """
    return file.name if names[folded(file.name)] == 1 else "/".join(file.parts[-2:])
