"""The bytes of what was handed in, kept once by content."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage

from autograder.files import write_whole
from autograder.gradebook.errors import GradebookError


class Folder(FileSystemStorage):
    """Django's folder, but a file is there whole or not at all, also after a crash of the machine."""

    def _save(self, name: str, content: IO[Any]) -> str:
        write_whole(Path(self.path(name)), content.read(), durable=True)
        return name


class Contents:
    """Files by the SHA-256 of their bytes.

    Args:
        storage: any of Django's.
    """

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def keep(self, data: bytes) -> str:
        """Keeps the bytes, if they are not kept already, and gives their SHA-256 in hex.

        Raises:
            GradebookError: they cannot be written.
        """
        digest = hashlib.sha256(data).hexdigest()
        name = _name(digest)
        try:
            if not self.storage.exists(name):
                self.storage.save(name, ContentFile(data))
        except OSError as error:
            raise GradebookError(
                f"What was handed in cannot be kept ({error.strerror or error}): "
                "free some space, or check the permissions of the folder of the gradebook's files."
            ) from error
        return digest

    def has(self, digest: str) -> bool:
        """Whether the bytes with that SHA-256 are kept."""
        return self.storage.exists(_name(digest))

    def read(self, digest: str) -> bytes:
        """The bytes with that SHA-256.

        Raises:
            GradebookError: they are not there, or are others.
        """
        try:
            with self.storage.open(_name(digest)) as file:
                data = bytes(file.read())
        except OSError as error:
            raise GradebookError(
                f"The kept file {_name(digest)} cannot be read ({error.strerror or error}): restore the "
                "gradebook's files from a backup."
            ) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise GradebookError(
                f"The kept file {_name(digest)} is damaged: restore the gradebook's files from a backup."
            )
        return data


def _name(digest: str) -> str:
    """In folders of at most 256, which every file system can list."""
    return f"{digest[:2]}/{digest[2:]}"
