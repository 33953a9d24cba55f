"""The lines of a grade in words. All words of the policy are here."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from math import gcd

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
    """One line in words.

    What is given is exact, with a fraction beside it if decimals cannot tell it. What follows from other
    lines, as a score or a percentage, has up to four decimals.
    """
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
            return f"automatic {exactly(points)} of {exactly(possible)}"
        case lines.Written(points, possible):
            return f"written answers {exactly(points)} of {exactly(possible)}"
        case lines.NotMarked(questions, possible):
            return f"not marked yet: {', '.join(questions)} ({_count(possible, 'point')})"
        case lines.Adjusted(points, why, who):
            return f"adjustment {_signed(points)}, {_reason(why, who)}"
        case lines.Excused(why, who):
            return f"excused, {_reason(why, who)}"
        case lines.Extended(until, why, who):
            return f"extended until {when(until)}, {_reason(why, who)}"
        case lines.Late():
            return _late(line)
        case lines.Missing(due, possible):
            return f"missing, due {when(due)}: 0 of {exactly(possible)}"
        case lines.Open(due):
            return f"nothing handed in yet, due {when(due)}" if due else "nothing handed in, no deadline"
        case lines.Score(points, possible):
            return f"score {_number(points)} of {_number(possible)}: {_number(line.percent)} %"


def _of_submission(
    line: lines.Counted | lines.Unreadable | lines.Refused | lines.NotGraded | lines.MarkedLate,
) -> str:
    match line:
        case lines.Counted(submission, rule, of):
            return f"submission {submission} counts, of {of}: {RULES[rule]}"
        case lines.Unreadable(submission, possible):
            return f"submission {submission} could not be read: 0 of {exactly(possible)}"
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
            return f"at most {exactly(percent)} %"
        case lines.Rounded(percent):
            return f"rounded {percent} %"
        case lines.Letter(letter, at_least):
            return f"letter {letter}: {exactly(at_least)} % or more"


def _late(line: lines.Late) -> str:
    text = f"{_count(line.amount, 'hour' if line.hours else 'day')} late"
    if line.left is not None:
        text += f", {line.free} of them free, {_count(line.left, 'late day')} left"
    return f"{text}: {MINUS}{exactly(100 * line.share)} %" if line.share else f"{text}: no penalty"


def _term(term: Term) -> str:
    product = f"{_decimals(term.share) or term.share} \N{MULTIPLICATION SIGN} {_number(term.percent)}"
    return f"{product} (bonus)" if term.bonus else product


def _reason(why: str, who: str) -> str:
    return f"'{clean_line(why)}', by {clean_line(who)}"


def _count(amount: Fraction | int, noun: str) -> str:
    return f"{_number(Fraction(amount))} {noun}{'' if amount == 1 else 's'}"


def exactly(value: Fraction) -> str:
    """All its decimals; a fraction that has no end of them follows the first four in parentheses."""
    return _decimals(value) or f"{_number(value)} ({value})"


def _decimals(value: Fraction) -> str:
    """All decimals of the number; nothing if they have no end."""
    places, scaled = 0, value
    while scaled.denominator > 1 and gcd(scaled.denominator, 10) > 1:
        places, scaled = places + 1, scaled * 10
    return "" if scaled.denominator > 1 else f"{half_up(value, places):f}"


def _number(value: Fraction) -> str:
    return f"{half_up(value, 4).normalize():f}"


def _signed(value: Fraction) -> str:
    return f"{'+' if value >= 0 else MINUS}{exactly(abs(value))}"


def when(moment: datetime) -> str:
    """A moment by the clocks of its own zone, to the minute."""
    return f"{moment:%Y-%m-%d %H:%M %Z}"
