"""Where things are that tests read."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent
MINI = TESTS / "mini"  # a course with one small assignment
ROOT = TESTS.parent
SOLUTIONS = ROOT / "solutions"
DOCS = ROOT / "docs"
