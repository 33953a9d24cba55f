"""The policy of grades: from one student's facts to the grade, with lines that explain each number.

Pure: it reads no database, no file and no clock. Which submission counts, lateness, weights, dropped and
excused work are decided here and nowhere else; docs/policy.md tells the rules to people. `gradebook.facts`
gives the facts from the records.
"""

from __future__ import annotations

from autograder.gradebook.policy.assignment import AssignmentGrade
from autograder.gradebook.policy.explain import sentence
from autograder.gradebook.policy.total import Grade, grade

__all__ = ["AssignmentGrade", "Grade", "grade", "sentence"]
