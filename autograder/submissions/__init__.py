"""From a file, a folder, a zip or an LMS download to one ``Submission`` for each student."""

from autograder.submissions.collection import Collection, collect
from autograder.submissions.notebook import parse
from autograder.submissions.released import Released
from autograder.submissions.roster import Roster, RosterError, read_roster
from autograder.submissions.submission import Submission, Unreadable

__all__ = [
    "Collection",
    "Released",
    "Roster",
    "RosterError",
    "Submission",
    "Unreadable",
    "collect",
    "parse",
    "read_roster",
]
