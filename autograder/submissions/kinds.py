"""What kind of file it is: by its name, or if the name does not tell, by its content."""

from __future__ import annotations

import re

from autograder.message import Message

SYSTEM = {"__macosx", "__pycache__", "thumbs.db", "desktop.ini", "icon\r"}

_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)  # browsers add an ending of their own
_ZIP = re.compile(r"\.zip$", re.IGNORECASE)
_BACKUP = re.compile(r"\.ipynb(~|\.bak|\.orig|\.old)$", re.IGNORECASE)
_ENDING = re.compile(r"(\.tar)?\.\w{1,10}~?$")
_ARCHIVE = re.compile(r"\.(rar|7z|tar|tgz|gz|bz2|xz|zst|tbz2?|txz)$", re.IGNORECASE)
_PART = re.compile(r"\.(crdownload|part|partial|download)$", re.IGNORECASE)
_SAID = {
    "py": Message("a Python file"),
    "pdf": Message("a PDF"),
    "html": Message("a web page"),
    "htm": Message("a web page"),
    "doc": Message("a text document"),
    "docx": Message("a text document"),
    "odt": Message("a text document"),
    "rtf": Message("a text document"),
    "txt": Message("a text file"),
    "md": Message("a text file"),
}
# What may be in a class's folder and is no student's work: lists, settings, explanations.
_OURS = re.compile(
    r".*\.(csv|tsv|xlsx?|ods|ya?ml|toml|cfg|ini|log|db|sqlite3?|lnk|url)|(readme|licen[cs]e|changelog|notes|todo|instructions)(\..*)?"
    r"|makefile|requirements\.txt|timestamp\.txt",
    re.IGNORECASE,
)
_CELLS = re.compile(rb'"(cells|worksheets)"\s*:\s*\[')


def is_notebook_name(name: str) -> bool:
    return bool(_NOTEBOOK.search(name))


def is_zip_name(name: str) -> bool:
    return bool(_ZIP.search(name))


def is_backup_name(name: str) -> bool:
    """Whether an editor gives this name to its own copy of a notebook."""
    return bool(_BACKUP.search(name))


def is_listing(name: str) -> bool:
    """Whether such a file may be in a class's folder beside what students handed in."""
    return bool(_OURS.fullmatch(name))


def stem(name: str) -> str:
    """A file's name without its ending, or both of them."""
    for ending in (_NOTEBOOK, _BACKUP, _ZIP, _ENDING):
        if ending.search(name):
            return ending.sub("", name) or name
    return name


def is_notebook(data: bytes) -> bool:
    """Whether a file of another name looks like a notebook."""
    text = data.replace(b"\0", b"") if b"\0" in data[:64] else data  # UTF-16
    return text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"{" and bool(_CELLS.search(text))


def complaint(name: str) -> Message:
    """Why a file that is no notebook was not graded, and what to do."""
    if _ARCHIVE.search(name):
        return Message(
            "{name} is an archive that is not opened here: hand in the .ipynb file, or unpack the archive "
            "into a folder called {stem} and grade that.",
            {"name": name, "stem": stem(name)},
        )
    if is_zip_name(name):
        return Message(
            "{name} is a zip inside a zip inside a zip and was not opened: hand in the .ipynb file.",
            {"name": name},
        )
    if _PART.search(name):
        return Message(
            "{name} is a download that was not finished: download or hand in the .ipynb file again.",
            {"name": name},
        )
    if kind := _SAID.get(name.rpartition(".")[2].lower()):
        return Message(
            "{name} is {what}, not a notebook: hand in the .ipynb file.", {"name": name, "what": kind}
        )
    return Message("{name} is not a notebook: hand in the .ipynb file.", {"name": name})
