"""What can go wrong with a sandbox, for people to read."""

from __future__ import annotations

from autograder.errors import Mistake


class SandboxError(Mistake):
    """A sandbox that was asked for cannot be had; the text says what is missing and what to do."""
