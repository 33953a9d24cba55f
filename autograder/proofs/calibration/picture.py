"""A plot of the numbers behind a threshold: right answers, wrong answers, the limit between them."""

from __future__ import annotations

from pathlib import Path

from autograder.proofs.calibration.samples import Samples

RIGHT, WRONG = "#2a7f62", "#b5483a"


def draw(evidence: Samples, path: Path) -> None:
    """A row for each answer, a dot for each run; values that are not numbers are left out."""
    from matplotlib.figure import Figure  # without pyplot, whose figures live on

    rows = [(name, values, RIGHT) for name, values in evidence.right_runs.items()]
    rows += [(name, values, WRONG) for name, values in evidence.wrong_runs.items()]
    figure = Figure(figsize=(9, 1.2 + 0.3 * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    for row, (_, values, colour) in enumerate(rows):
        shown = [value for value in values if value is not None]
        axes.plot(shown, [row] * len(shown), "o", color=colour, alpha=0.5, markersize=5)
    if not evidence.refusal:
        axes.axvline(evidence.threshold, color="black", label=f"threshold {evidence.threshold:.4g}")
        axes.legend(loc="best")
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    axes.invert_yaxis()
    axes.grid(axis="x", alpha=0.3)
    axes.set(title=f"{evidence.name}: {evidence.compared} the threshold", xlabel=evidence.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
