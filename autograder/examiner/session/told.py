"""What is said of a submission, in two parts: the student's and the instructor's.

After a candidate was called with anything hidden, whatever its code says may hold what was hidden. The
student's part then comes from a fixed vocabulary; the instructor's keeps the words.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from typing import NamedTuple

from autograder.candidate.messages import Raised

TO_READ_IT = "Run the notebook from the top to read what it says."


class Told(NamedTuple):
    """A sentence.

    Attributes:
        public: what a student may read; empty where there is nothing to say but what the code said.
        full: what the instructor reads.
    """

    public: str
    full: str

    @property
    def detail(self) -> str:
        """The instructor's part where it says more than the student's, else nothing."""
        return self.full if self.full != self.public else ""


NOTHING = Told("", "")


def same(text: str) -> Told:
    """A sentence of our own, which everybody may read."""
    return Told(text, text)


def joined(parts: Iterable[Told]) -> Told:
    """The sentences, one behind the other."""
    pairs = list(parts)
    return Told(
        " ".join(part.public for part in pairs if part.public),
        " ".join(part.full for part in pairs if part.full),
    )


def plainly(raised: Raised, source: str = "") -> str:
    """What was raised, in words that student code cannot choose: a type of Python's own, a line."""
    kind = getattr(builtins, raised.type_name, None)
    known = isinstance(kind, type) and issubclass(kind, BaseException)
    place = f" in line {raised.line}" if 0 < raised.line <= len(source.splitlines()) else ""
    return f"{raised.type_name if known else 'an exception'}{place}"
