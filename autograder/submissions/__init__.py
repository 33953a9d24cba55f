"""From a file, a folder, a zip or an LMS download to one ``Submission`` for each notebook handed in."""

from autograder.submissions.collection import collect
from autograder.submissions.notebook import parse
from autograder.submissions.roster import RosterError, read_roster
from autograder.submissions.submission import Submission, Unreadable

__all__ = ["RosterError", "Submission", "Unreadable", "collect", "parse", "read_roster"]
