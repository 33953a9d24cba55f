"""The picture in docs/performance.md, from what `bench.overhead` has kept."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Annotated

import matplotlib as mpl
import typer

mpl.use("agg")
import matplotlib.pyplot as plt

from autograder.cli.errors import plain_errors
from bench.contestants import Cost
from bench.overhead import Costs, per_minute

WAYS = {
    "cells": "the bare cells",
    "public tests": "this project, public tests",
    "all tests": "this project, all tests",
    "nbgrader autograde": "nbgrader autograde",
    "otter run": "otter run",
}
COLORS = ["#b8b8b8", "#2a6f97", "#2a6f97", "#d08c60", "#d08c60"]


def main(
    files: Annotated[list[Path], typer.Argument(help="JSON files of bench.overhead.")],
    out: Annotated[Path, typer.Option(help="The PNG file.")],
) -> None:
    """Draw submissions a minute on one core, one panel for each file."""
    with plain_errors():
        figure, panels = plt.subplots(len(files), 1, figsize=(8, 2.1 * len(files)), squeeze=False)
        for panel, path in zip(panels[:, 0], files, strict=True):
            raw = json.loads(path.read_text(encoding="utf-8"))
            costs: Costs = {
                name: {way: [Cost(*cost) for cost in taken] for way, taken in ways.items()}
                for name, ways in raw["costs"].items()
            }
            rates = [statistics.median(per_minute(costs, way)) for way in WAYS]
            bars = panel.barh(list(WAYS.values()), rates, color=COLORS)
            panel.bar_label(bars, [f"{rate:,.1f}" for rate in rates], padding=3)
            panel.set_xscale("log")
            panel.set_xlim(1, 4 * max(rates))
            panel.invert_yaxis()
            panel.spines[["top", "right"]].set_visible(False)
            epochs = f", {raw['epochs']} epochs" if raw["epochs"] else ""
            panel.set_title(f"{raw['assignment']}{epochs}", loc="left", fontsize=10)
        panels[-1, 0].set_xlabel("submissions a minute on one core, median of the rounds (logarithmic)")
        figure.tight_layout()
        figure.savefig(out, dpi=120)


if __name__ == "__main__":
    typer.run(main)
