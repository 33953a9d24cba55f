"""Messages as version 1 wrote them, in today's form."""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.message import with_detail


def with_details(value: Any) -> Any:
    """A plain value with each ``detail``, the instructor's text, in the message that it was beside."""
    if isinstance(value, list):
        return [with_details(item) for item in value]
    if not isinstance(value, dict):
        return value
    fields = {name: with_details(item) for name, item in value.items()}
    if fields.get("detail"):
        text = "said" if "said" in fields else "message"
        fields[text] = msgspec.to_builtins(with_detail(fields.get(text, ""), fields.pop("detail")))
    return fields
