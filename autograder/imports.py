"""What is not worth importing."""

from __future__ import annotations

import sys


def leave_out_address_grammars() -> None:
    """Spares this process the second or two in which ``rfc3987_syntax`` compiles 38 grammars.

    nbformat imports jsonschema, which imports that package where it is installed, to check the format of
    internet addresses. No schema of a notebook asks for that, and jsonschema does without.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # importing it now fails
