"""The lines of a grade in words. All words of the policy are here."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from autograder.course.exact import half_up
from autograder.gradebook.policy import lines
from autograder.gradebook.policy.lines import Line, Term
from autograder.text import clean_line

MINUS = "\N{MINUS SIGN}"
RULES = {
    "latest": "the latest",
    "best": "the best",
    "latest_before_deadline": "the latest in time, or the latest if none is",
    "chosen": "the chosen one, or the latest if none is chosen",
}


def sentence(line: Line) -> str:
    """One line in words; numbers have up to four decimals."""
    match line:
        case (
            lines.Dropped()
            | lines.LeftOut()
            | lines.Total()
            | lines.Capped()
            | lines.Rounded()
            | lines.Letter()
        ):
            return _of_course(line)
        case lines.Counted() | lines.Unreadable() | lines.Refused() | lines.NotGraded() | lines.MarkedLate():
            return _of_submission(line)
        case lines.Automatic(points, possible):
            return f"automatic {_number(points)} of {_number(possible)}"
        case lines.Written(points, possible):
            return f"written answers {_number(points)} of {_number(possible)}"
        case lines.NotMarked(questions, possible):
            return f"not marked yet: {', '.join(questions)} ({_count(possible, 'point')})"
        case lines.Adjusted(points, why, who):
            return f"adjustment {_signed(points)}, {_reason(why, who)}"
        case lines.Excused(why, who):
            return f"excused, {_reason(why, who)}"
        case lines.Extended(until, why, who):
            return f"extended until {_moment(until)}, {_reason(why, who)}"
        case lines.Late():
            return _late(line)
        case lines.Missing(due, possible):
            return f"missing, due {_moment(due)}: 0 of {_number(possible)}"
        case lines.Open(due):
            return f"nothing handed in yet, due {_moment(due)}" if due else "nothing handed in, no deadline"
        case lines.Score(points, possible):
            return f"score {_number(points)} of {_number(possible)}: {_number(line.percent)} %"


def _of_submission(
    line: lines.Counted | lines.Unreadable | lines.Refused | lines.NotGraded | lines.MarkedLate,
) -> str:
    match line:
        case lines.Counted(submission, rule, of):
            return f"submission {submission} counts, of {of}: {RULES[rule]}"
        case lines.Unreadable(submission, possible):
            return f"submission {submission} could not be read: 0 of {_number(possible)}"
        case lines.Refused(submission, days, left):
            needs = f"{_count(days, 'late day')}, {left} left"
            return f"submission {submission} does not count: it needs {needs}"
        case lines.NotGraded(submissions):
            return f"not graded yet: submission {', '.join(map(str, submissions))}"
        case lines.MarkedLate(submission):
            return f"submission {submission} is late for the platform, its time is not known: no penalty"


def _of_course(
    line: lines.Dropped | lines.LeftOut | lines.Total | lines.Capped | lines.Rounded | lines.Letter,
) -> str:
    match line:
        case lines.Dropped(assignment, percent, of):
            return f"dropped: {assignment} with {_number(percent)} % (lowest of {of})"
        case lines.LeftOut(assignment, weight):
            return f"left out: {assignment}" + ("" if weight else " (weight 0)")
        case lines.Total(terms, percent):
            return f"total {_number(percent)} %: {' + '.join(map(_term, terms))}"
        case lines.Capped(percent):
            return f"at most {_number(percent)} %"
        case lines.Rounded(percent):
            return f"rounded {percent} %"
        case lines.Letter(letter, at_least):
            return f"letter {letter}: {_number(at_least)} % or more"


def _late(line: lines.Late) -> str:
    text = f"{_count(line.amount, 'hour' if line.hours else 'day')} late"
    if line.left is not None:
        text += f", {line.free} of them free, {_count(line.left, 'late day')} left"
    return f"{text}: {MINUS}{_number(100 * line.share)} %" if line.share else f"{text}: no penalty"


def _term(term: Term) -> str:
    product = f"{_number(term.share)} \N{MULTIPLICATION SIGN} {_number(term.percent)}"
    return f"{product} (bonus)" if term.bonus else product


def _reason(why: str, who: str) -> str:
    return f"'{clean_line(why)}', by {clean_line(who)}"


def _count(amount: Fraction | int, noun: str) -> str:
    return f"{_number(Fraction(amount))} {noun}{'' if amount == 1 else 's'}"


def _number(value: Fraction) -> str:
    return f"{half_up(value, 4).normalize():f}"


def _signed(value: Fraction) -> str:
    return f"{'+' if value >= 0 else MINUS}{_number(abs(value))}"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}"
