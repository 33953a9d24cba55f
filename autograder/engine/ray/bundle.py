"""All that a grader elsewhere needs, files included: no file system has to be shared."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.engine.worker.messages import Setup, encode, to_worker

FOLDERS = ("given_folder", "heldout_folder")  # of an assignment
CATALOGUE = "catalogue"  # of a run


class Parcel(msgspec.Struct, frozen=True):
    """A setup and the files that its assignment names.

    Attributes:
        setup: as it goes to a worker.
        files: the file that the run names, and the files of each folder that the assignment names, by path.
    """

    setup: bytes
    files: dict[str, bytes | dict[str, bytes]]

    def unpack(self, folder: Path) -> Setup:
        """Write the files below ``folder``; the setup names them there."""
        setup = to_worker(self.setup)
        assert isinstance(setup, Setup), setup
        places = {}
        for name, content in self.files.items():
            place = folder / name
            places[name] = str(place)
            if isinstance(content, bytes):
                place.write_bytes(content)
                continue
            place.mkdir()
            for path, data in content.items():
                (place / path).parent.mkdir(parents=True, exist_ok=True)
                (place / path).write_bytes(data)
            for entry in (place, *place.rglob("*")):  # student code runs as somebody else
                entry.chmod(0o755 if entry.is_dir() else 0o644)
        mode = msgspec.structs.replace(setup.mode, catalogue=places.pop(CATALOGUE, ""))
        assignment = msgspec.structs.replace(setup.assignment, **places)
        return msgspec.structs.replace(setup, assignment=assignment, mode=mode)


def pack(setup: Setup) -> Parcel:
    """What can be sent to another machine.

    Raises:
        OSError: a file cannot be read.
    """
    files: dict[str, bytes | dict[str, bytes]] = {}
    places = {name: getattr(setup.assignment, name) for name in FOLDERS} | {CATALOGUE: setup.mode.catalogue}
    for name, place in places.items():
        path = Path(place or "nothing")
        if path.is_file():
            files[name] = path.read_bytes()
        elif path.is_dir():
            inner = (file for file in path.rglob("*") if file.is_file())
            files[name] = {str(file.relative_to(path)): file.read_bytes() for file in inner}
    return Parcel(encode(setup), files)
