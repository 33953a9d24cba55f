"""Which of the files that one student handed in counts.

Of several notebooks it is one of this assignment; of these the newest, where the platform tells when each was
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
    notebooks = [item for item in files if item.is_notebook and not item.is_autosave and not item.problem]
    notebooks = notebooks or _by_content(files)
    notebooks = notebooks or [item for item in files if item.is_autosave and not item.problem]
    if not notebooks:
        return _without_notebook(files)
    if too_much := _too_much(notebooks):
        return Choice(notebooks[0], too_much)
    problems = tuple(item.problem for item in files if item.problem and item.name)
    if len(notebooks) == 1:
        (only,) = notebooks
        return Choice(only, "", (*_called(only), *problems))
    merits = {item: _merit(item, identities.get(item), released) for item in notebooks}
    in_order = sorted(notebooks, key=lambda item: item.source)
    best, *others = sorted(in_order, key=lambda item: merits[item], reverse=True)
    reason = _reason(merits[best], merits[others[0]])
    names = Counter(folded(item.name) for item in files)
    left = ", ".join(sorted(_name(item, names) for item in others))
    remark = Message(
        "{notebooks} notebooks were handed in, and {name} counts because {reason}; not graded: {others}.",
        {"notebooks": len(notebooks), "name": _name(best, names), "reason": reason, "others": left},
    )
    return Choice(best, "", (limited(remark, one_line), *_called(best), *problems))


def _too_much(notebooks: Sequence[Found]) -> Message | str:
    """Why none of them is chosen; empty for most."""
    size = sum(item.size for item in notebooks)
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
    found, read = [], 0
    for item in files:
        if item.is_notebook or item.problem or item.size > limits.FILE_BYTES:
            continue
        read += item.size
        if read > limits.NOTEBOOKS_BYTES:
            break
        try:
            found += [item] if kinds.is_notebook(item.read()) else []
        except Unreadable:
            continue
    return found


def _without_notebook(files: Sequence[Found]) -> Choice:
    """The file that comes nearest to a hand-in, and why it is none."""
    first = min(
        files, key=lambda item: (not item.problem, kinds.is_listing(item.name), not item.name, item.source)
    )
    names = Counter(folded(item.name) for item in files)
    others = sorted(_name(item, names) for item in files if item is not first and item.name)
    too = Message("Handed in too: {files}.", {"files": ", ".join(others[: limits.NOTEBOOKS])})
    remarks = (limited(too, one_line),) if others else ()
    return Choice(first, first.problem or kinds.complaint(first.name), remarks)


def _called(item: Found) -> tuple[Message, ...]:
    """A remark where a notebook is called something else."""
    name = {"name": one_line(item.name)}
    if item.is_autosave:
        return (Message("Only a copy that Jupyter saved by itself was handed in: {name}.", name),)
    if not item.is_notebook:
        return (Message("{name} is a notebook by its content and was graded as one.", name),)
    return ()


def _merit(item: Found, identity: Identity | None, released: Released | None) -> _Merit:
    fit = Fit()
    try:
        notebook = parse(item.read())
        fit = released.fit(notebook) if released else Fit(belongs=True)
    except Unreadable:
        pass
    stem = kinds.stem(item.name)
    when = identity.submitted_at if identity and identity.submitted_at else _NEVER
    order = identity.order if identity else 0
    return _Merit(
        fit.belongs,
        when,
        fit.answered,
        round(fit.share, 2),
        order,
        titles.plain(stem) == stem,
        -len(item.parts),
    )


def _reason(best: _Merit, second: _Merit) -> Message:
    for field, one, other in zip(_Merit._fields, best, second, strict=True):
        if one != other:
            return _REASONS.get(field, Message("its name is the plainest"))
    return Message("its name comes first")


def _name(item: Found, names: Mapping[str, int]) -> str:
    """A file's name, with the folders that tell it apart from the student's others.

    Args:
        names: how many of the student's files have each name.
    """
    return item.name if names[folded(item.name)] == 1 else "/".join(item.parts[-2:])
