"""From a master to what students get and what the examiner needs, and the proofs that both are right."""

from __future__ import annotations

from autograder.errors import Mistake


class AuthoringError(Mistake):
    """A mistake in an assignment's own files; the text names the file and says what to do."""
