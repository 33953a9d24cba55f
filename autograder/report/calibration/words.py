"""A threshold's evidence in plain words."""

from __future__ import annotations

import math
from typing import NamedTuple

from autograder.assignment.calibration import Calibration, Evidence
from autograder.report.calibration.axis import minus, shown

LEAST = 1e-6  # smaller rates are not told apart


class Fact(NamedTuple):
    """Some runs of one kind: how many, how many passed and failed, and how often others may fail."""

    what: str
    runs: str
    passed: str
    failed: str
    bound: str


def sentences(evidence: Evidence, baseline: float | None, limit: float | None) -> list[str]:
    """What was seen and what it says of the threshold, for a person who has to defend it."""
    if evidence.refused:
        return [evidence.refused]
    parts = [_of_the_reference(evidence)]
    others = evidence.right_runs - evidence.reference_runs
    if others:
        failures = evidence.right_failures - evidence.reference_failures
        count = len(evidence.accepted)
        answers = "one other right answer" if count == 1 else f"{count} other right answers"
        parts.append(f"{_of(failures, others)} of {answers} {'fails' if failures == 1 else 'fail'}.")
    parts.append(_of_wrong_answers(evidence))
    if baseline is not None and limit is not None:
        parts.append(f"Points grow evenly, from none at {shown(baseline)} to all at {shown(limit)}.")
    return parts


def _of_the_reference(evidence: Evidence) -> str:
    bound = f"below {percent(evidence.reference_failure_rate_95)} with 95 % confidence"
    if evidence.fit is None:
        fitted = ""
    elif not evidence.fit.holds:
        fitted = "; a normal distribution does not fit these numbers, so nothing is concluded from it"
    elif evidence.fitted_failure_rate_95 is None:
        fitted = ""
    else:
        fitted = f"; the fitted normal says below {percent(evidence.fitted_failure_rate_95)}"
    failures = evidence.reference_failures
    verb = "fails" if failures == 1 else "fail"
    return f"{_of(failures, evidence.reference_runs)} of the reference {verb} ({bound}{fitted})."


def _of_wrong_answers(evidence: Evidence) -> str:
    runs, passed = _wrong_runs(evidence)
    if not runs:
        return "No wrong answer depends on this threshold."
    best = evidence.best_wrong
    reach = f"The best wrong answer reaches {shown(best)}" if best is not None else "None gives a number"
    if not passed:
        return f"{reach}; none of {runs} runs of wrong answers passes."
    names = [name for name, rate in evidence.wrong_pass_rates.items() if rate > 0]
    return f"{reach}; {passed} of {runs} runs of wrong answers pass: {', '.join(names)}."


def facts(evidence: Evidence) -> list[Fact]:
    """The same as a table."""
    if evidence.refused:
        return []
    runs, failed = evidence.reference_runs, evidence.reference_failures
    bound = f"below {percent(evidence.reference_failure_rate_95)}"
    rows = [Fact("reference", str(runs), str(runs - failed), str(failed), bound)]
    if evidence.fit:
        if evidence.fit.holds and evidence.fitted_failure_rate_95 is not None:
            bound = f"below {percent(evidence.fitted_failure_rate_95)}"
        else:
            bound = "does not fit"
        scale = f"{minus(evidence.fit.scale)}, " if evidence.fit.scale != "as it is" else ""
        p = f"p = {evidence.fit.p:.2g}" if evidence.fit.p >= 0.001 else "p < 0.001"
        rows.append(Fact(f"fitted normal ({scale}{p})", "", "", "", bound))
    if others := evidence.right_runs - runs:
        failures = evidence.right_failures - failed
        rows.append(Fact("other right answers", str(others), str(others - failures), str(failures), ""))
    if (counts := _wrong_runs(evidence))[0]:
        all_runs, passed = counts
        rows.append(Fact("wrong answers", str(all_runs), str(passed), str(all_runs - passed), ""))
    return rows


def _wrong_runs(evidence: Evidence) -> tuple[int, int]:
    """How many there are, and how many pass."""
    counts = {name: len(runs) for name, runs in evidence.wrong.items()}
    passed = sum(round(evidence.wrong_pass_rates.get(name, 0.0) * count) for name, count in counts.items())
    return sum(counts.values()), passed


def caught(calibration: Calibration) -> str:
    """How often wrong answers lost what they must lose; empty if nobody has looked."""
    counts = calibration.caught.values()
    runs = sum(count.runs for count in counts)
    if not runs:
        return ""
    missed = sum(count.missed for count in counts)
    answers = "The one wrong answer" if len(counts) == 1 else f"Each of {len(counts)} wrong answers"
    if not missed:
        return f"{answers} lost what it must lose in every one of its runs ({runs} in all)."
    names = [name for name, count in calibration.caught.items() if count.missed]
    return f"Wrong answers kept points that they must lose in {missed} of {runs} runs: {', '.join(names)}."


def state(calibration: Calibration) -> str:
    """The calibration in a few words."""
    if calibration.problem:
        return "cannot be read"
    if not calibration.date:
        return "not measured yet" if calibration.thresholds else "no threshold"
    refused = sum(bool(evidence.refused) for evidence in calibration.evidence.values())
    count = len(calibration.thresholds)
    parts = [f"{count} threshold{'s' if count != 1 else ''}" if count else "no threshold"]
    parts += [f"{refused} refused"] if refused else []
    missed = sum(bool(answer.missed) for answer in calibration.caught.values())
    if missed:
        parts.append(f"{missed} wrong answer{'s' if missed != 1 else ''} not always caught")
    elif calibration.caught:
        parts.append("every wrong answer caught")
    return f"{', '.join(parts)}; measured {calibration.date}"


def percent(rate: float) -> str:
    """A bound, rounded up to two digits: rounded down, it would not be a bound."""
    if rate <= LEAST:
        return f"{100 * LEAST:.4f} %"
    digits = max(0, 1 - math.floor(math.log10(100 * rate)))
    raised = math.ceil(100 * rate * 10**digits - 1e-9) / 10**digits
    return f"{min(raised, 100.0):.{max(0, 1 - math.floor(math.log10(raised) + 1e-9))}f} %"


def _of(failures: int, runs: int) -> str:
    return f"{failures} of {runs} runs"
