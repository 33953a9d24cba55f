"""Reports for people and files for machines, all made from `GradingResult`s."""

from autograder.report.files import try_folder
from autograder.report.html import write_report
from autograder.report.notes import mixture, newest_tests
from autograder.report.results_json import write_results_json
from autograder.report.tables import write_grades_csv
from autograder.report.terminal import class_table, print_summary

__all__ = [
    "class_table",
    "mixture",
    "newest_tests",
    "print_summary",
    "try_folder",
    "write_grades_csv",
    "write_report",
    "write_results_json",
]
