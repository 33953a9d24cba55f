"""How much of what is handed in is taken in, and how large it may be.

What exceeds a limit is not read further; it ends in a sentence that names the limit, and the rest goes on.
"""

from __future__ import annotations

MIB = 2**20
GIB = 2**30

# Any file.
FILE_BYTES = 64 * MIB  # of a notebook, or of a zip inside a zip

# Any zip.
ZIP_BYTES = 64 * GIB  # of all its files, unpacked
ZIP_RATIO = 100  # how many times its size it may unpack to, where that is more than ZIP_RATIO_BYTES
ZIP_RATIO_BYTES = GIB
ZIP_ENTRIES = 100_000
ZIP_DIRECTORY_BYTES = 64 * MIB  # of its table of contents, which is held in memory
ZIP_EXTRA_BYTES = 4096  # of what an entry says beside its name
NAME_CHARACTERS = 255  # of a file or folder in a zip: no disk takes longer ones
PATH_CHARACTERS = 1024  # of such a name with its folders
PATH_FOLDERS = 30

# A zip that was not given itself but lies in what was given: one student's, for all we know.
OWN_ENTRIES = 10_000
OWN_ZIPS = 1000
OWN_ZIPS_BYTES = 4 * GIB  # of the zips in it
OWN_NOTEBOOKS = 1000
OWN_NOTEBOOKS_BYTES = 512 * MIB

# A notebook.
CELLS = 10_000
LINES = 200_000  # of all its cells, without their outputs
JSON_VALUES = 5_000_000  # so that a small file cannot fill the memory

# One student.
NOTEBOOKS = 100  # of which one is chosen
NOTEBOOKS_BYTES = 512 * MIB
BESIDE_FILES = 1000  # beside the notebook
BESIDE_BYTES = 64 * MIB  # of all of them
BESIDE_READ_BYTES = 512 * MIB  # that are read to find those
BESIDE_NAME_BYTES = 200  # of each part of a path

# Gradescope's metadata: the lines about who handed in and when.
METADATA_CHARACTERS = 2 * MIB  # enough for 10,000 submissions
METADATA_LINE_CHARACTERS = 1000
METADATA_PEOPLE = 100  # of one submission

# nbgrader's timestamp.txt.
TIMESTAMP_BYTES = 200


def size(count: int) -> str:
    """A number of bytes in words."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB")):
        if count >= unit:
            return f"{count / unit:.4g} {name}"
    return f"{count:,} bytes"
