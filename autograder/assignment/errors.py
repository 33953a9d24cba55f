"""The error of everything that reads an assignment's files."""

from __future__ import annotations

from autograder.errors import Mistake


class AuthoringError(Mistake):
    """A mistake in an assignment's own files; the text names the file and says what to do."""
