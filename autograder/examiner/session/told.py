"""What is said of an exception once hidden inputs have reached a candidate.

Whatever its code says may then hold what was hidden. The student's part of a message comes from a fixed
vocabulary; the instructor's keeps the words.
"""

from __future__ import annotations

import builtins

from autograder.candidate.messages import Raised
from autograder.message import Message

TO_READ_IT = Message("Run the notebook from the top to read what it says.")


def plainly(raised: Raised, source: str = "") -> Message | str:
    """What was raised, in words that student code cannot choose: a type of Python's own, a line."""
    kind = getattr(builtins, raised.type_name, None)
    is_builtin = isinstance(kind, type) and issubclass(kind, BaseException)
    name = raised.type_name if is_builtin else Message("an exception")
    if 0 < raised.line <= len(source.splitlines()):
        return Message("{exception} in line {line}", {"exception": name, "line": raised.line})
    return name
