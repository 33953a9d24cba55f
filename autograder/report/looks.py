"""How verdicts and statuses look: a sign and a word beside every colour."""

from __future__ import annotations

from typing import NamedTuple

from autograder.results import Status, Verdict


class Look(NamedTuple):
    """A sign one column wide, the word to read with it, and Rich's style; HTML styles by ``tone``."""

    sign: str
    word: str
    tone: str
    style: str


LOOKS = {
    Verdict.PASSED: Look("✓", "passed", "passed", "green"),
    Verdict.PARTIAL: Look("◐", "partial", "partial", "yellow"),
    Verdict.FAILED: Look("✗", "failed", "failed", "red"),
    Verdict.ERROR: Look("!", "error", "error", "magenta"),
    Verdict.TIMEOUT: Look("T", "timeout", "timeout", "magenta"),
    Verdict.OUT_OF_MEMORY: Look("M", "out of memory", "memory", "magenta"),
    Verdict.BLANK: Look("·", "blank", "blank", "dim"),
    Verdict.MANUAL: Look("?", "graded by a person", "manual", "cyan"),
}

STATUS_STYLES = {Status.GRADED: "green", Status.UNREADABLE: "yellow", Status.ERROR: "bold red"}

WITHOUT_WALLS = "off: a grade made without walls"
