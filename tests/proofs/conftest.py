"""What these tests prove does not depend on who grades."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module", autouse=True)
def no_processes(workers_in_process: None) -> None:
    """Known answers are graded in this process; their candidates are real."""
