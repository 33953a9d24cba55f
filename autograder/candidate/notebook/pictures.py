"""The pictures that a cell displays, as PNG files: matplotlib's figures, and images."""

from __future__ import annotations

import base64
import contextlib
import io
import sys
from collections.abc import Iterator
from typing import Any

from IPython.core.pylabtools import print_figure, select_figure_formats

from autograder.candidate.messages import PICTURE_BYTES, PICTURES

LONGEST_SIDE = 3000  # pixels of a figure: a larger one is drawn with fewer dots per inch


@contextlib.contextmanager
def displayed(shell: Any) -> Iterator[list[bytes]]:
    """The pictures that the cells inside display, in order.

    A notebook draws a figure when `show` is called, and those that are open at the end of the cell. Grading
    draws none, since that takes time and nobody looks.
    """
    files: list[bytes] = []
    publish, write = shell.display_pub.publish, shell.displayhook.write_format_data
    pyplot: Any = sys.modules.get("matplotlib.pyplot")

    def keep(data: Any) -> None:
        png = _png(data)
        if png and png not in files and len(files) < PICTURES and len(png) <= PICTURE_BYTES:
            files.append(png)

    def published(data: Any, *arguments: Any, **options: Any) -> None:
        keep(data)
        publish(data, *arguments, **options)

    def written(data: Any, *arguments: Any) -> None:
        keep(data)
        write(data, *arguments)

    def show(*arguments: Any, **options: Any) -> None:
        for figure in map(pyplot.figure, pyplot.get_fignums()) if pyplot else ():
            with contextlib.suppress(Exception):  # a student's label may have no glyph, or no TeX
                keep({"image/png": _drawn(figure)})
        if pyplot:
            pyplot.close("all")

    shell.display_pub.publish, shell.displayhook.write_format_data = published, written
    shell.events.register("post_run_cell", show)
    if pyplot:
        select_figure_formats(shell, {"png"})
        pyplot.show, plain_show = show, pyplot.show
    try:
        yield files
    finally:
        shell.display_pub.publish, shell.displayhook.write_format_data = publish, write
        shell.events.unregister("post_run_cell", show)
        if pyplot:
            pyplot.show = plain_show


def _drawn(figure: Any) -> bytes | None:
    dpi = min(figure.dpi, LONGEST_SIDE / max(figure.get_size_inches()))
    drawn: bytes | None = print_figure(figure, dpi=dpi)
    return drawn


def _png(data: Any) -> bytes | None:
    """The picture among the forms in which IPython gives an object."""
    try:
        if png := data.get("image/png"):
            return _bytes(png)
        if jpeg := data.get("image/jpeg"):
            from PIL import Image

            file = io.BytesIO()
            Image.open(io.BytesIO(_bytes(jpeg))).save(file, "PNG")
            return file.getvalue()
    except Exception:  # whatever a student's object gives
        return None
    return None


def _bytes(data: str | bytes) -> bytes:
    return base64.b64decode(data) if isinstance(data, str) else bytes(data)
