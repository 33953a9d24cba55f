"""Notebooks as text, in Jupytext's percent format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment.errors import AuthoringError
from autograder.startup import leave_unopened

if TYPE_CHECKING:
    from nbformat import NotebookNode


def read(path: Path) -> NotebookNode:
    """The notebook in a text file.

    Raises:
        AuthoringError: it does not exist, or is not text in UTF-8.
    """
    leave_unopened("jupytext")  # which would import everything that a notebook server needs
    from jupytext.jupytext import read as read_text

    try:
        return read_text(path, encoding="utf-8")
    except OSError as error:
        needed = "every assignment needs one"
        raise AuthoringError(f"{path}: cannot be read ({error.strerror}); {needed}") from error
    except UnicodeDecodeError as error:
        raise AuthoringError(f"{path}: byte {error.start} is not UTF-8: save the file in UTF-8") from error
    except Exception as error:  # jupytext raises anything for the header's YAML and the cells' metadata
        raise AuthoringError(
            f"{path}: jupytext cannot read it: its header, the lines between two `# ---`, must be as "
            "`autograder new` writes it, and each cell begin with `# %%`"
        ) from error
