"""What an exception means in grading, if the walls around a candidate may be the reason."""

from __future__ import annotations

import re

from autograder.candidate.messages import Raised
from autograder.message import Message

NEEDS_GPU = Message("This grader has no GPU, and it needs one for that.")
NO_NETWORK = Message(
    "There is no network in grading: read the files that the assignment comes with, or hand yours in beside "
    "the notebook."
)
NO_FILE = Message(
    "In grading there are the files of the assignment and what was handed in beside the notebook: name them "
    "by a path from there."
)
NO_INPUT = Message("Nobody answers in grading: put the value into the cell.")
READ_ONLY = Message("In grading, write into the notebook's folder or into /tmp.")
NO_SERVER = Message("In grading no program may listen for connections or connect to one.")
FILES = Message(
    "In grading a file may have 256 MiB, and so may all together in the notebook's folder and /tmp; "
    "/dev/shm holds as much as the question's budget of memory."
)
PROCESSES = Message("In grading a notebook may have 256 processes and threads at a time.")

_HINTS = (
    (r"not compiled with CUDA|no NVIDIA driver|No CUDA GPUs", NEEDS_GPU),
    (
        r"name resolution|Name or service not known|getaddrinfo|Network is unreachable|Max retries exceeded"
        r"|urlopen error|couldn't connect to|LocalEntryNotFound|OfflineMode|ConnectError"
        r"|URL fetch failure|Could not reach host|outgoing traffic has been disabled",
        NO_NETWORK,
    ),
    (r"^StdinNotImplementedError|^EOFError: EOF when reading a line", NO_INPUT),
    (r"^FileNotFoundError|No such file or directory", NO_FILE),
    (r"File too large|No space left on device", FILES),
    (r"can't start new thread|Resource temporarily unavailable", PROCESSES),
    (r"Read-only file system|^PermissionError: .*Permission denied: '", READ_ONLY),
    (r"^PermissionError: .*Permission denied$|^ConnectionRefusedError", NO_SERVER),
)
_MODULE = re.compile(r"^ModuleNotFoundError: No module named '([\w.]+)'")


def advice(raised: Raised, source: str | None = None) -> Message | str:
    """A sentence for the student, or an empty text.

    Args:
        source: of the cell; if it is given, no name is repeated that is not in it.
    """
    text = f"{raised.type_name}: {raised.message}"
    missing = _MODULE.search(text)
    name = missing[1].partition(".")[0] if missing else ""
    if name and (source is None or re.search(rf"\b{name}\b", source)):
        return Message(
            "In grading `{name}` is not installed, and no {name}.py was handed in beside the notebook; "
            "nothing can be installed there.",
            {"name": name},
        )
    return next((hint for pattern, hint in _HINTS if re.search(pattern, text)), "")
