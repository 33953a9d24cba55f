"""The times that nbgrader writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.platforms.nbgrader import moment

STAMP = "2027-02-01 23:58:23.948203 America/Los_Angeles\n"
AT = datetime(2027, 2, 2, 7, 58, 23, 948203, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        STAMP,
        "2027-02-02 07:58:23.948203 UTC",
        "2027-02-02 08:58:23.948203 +01:00",
        "2027-02-02T07:58:23.948203Z",
    ],
)
def test_the_times_of_nbgrader(text: str) -> None:
    assert moment(text) == AT


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2027-02-01 23:58:23", "2027-02-01 23:58:23 Mars/Base", "UTC"]
)
def test_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        moment(text)
