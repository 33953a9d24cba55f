"""Results as the versions before wrote them, in today's form."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from autograder.message import with_detail
from autograder.results import GradingResult

# Up to 0.1, what the instructor reads was a text of its own beside the student's.
_DETAIL = re.compile(r'"detail":"[^"]')


def decoded(text: str) -> GradingResult:
    """The result in a row of the gradebook; raises ``MsgspecError`` if it holds none."""
    if _DETAIL.search(text):
        return msgspec.convert(_with_details(msgspec.json.decode(text)), GradingResult)
    return msgspec.json.decode(text, type=GradingResult)


def _with_details(value: Any) -> Any:
    """The same with each ``detail`` in the message that it was beside."""
    if isinstance(value, list):
        return [_with_details(item) for item in value]
    if not isinstance(value, dict):
        return value
    fields = {name: _with_details(item) for name, item in value.items()}
    if "code" in fields or not fields.get("detail"):
        return fields
    text = "said" if "said" in fields else "message"
    fields[text] = msgspec.to_builtins(with_detail(fields.get(text, ""), fields.pop("detail")))
    return fields
