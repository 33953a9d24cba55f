"""Who handed in a file, according to the names in a learning platform's download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Placed(Protocol):
    """A file in a download.

    Attributes:
        parts: the names that say whose it is, from the outermost folder to the file. A zip is a folder here.
        given: how many of them lead to the path that the user gave; names before that say little.
    """

    @property
    def parts(self) -> tuple[str, ...]: ...

    @property
    def given(self) -> int: ...


class Platform(Protocol):
    """What a module of this package knows about one platform."""

    def is_name(self, name: str) -> bool:
        """Whether the platform may have given a folder or file this name."""
        ...

    def identify(self, file: Placed, place: int) -> Identity | None:
        """Whose file it is, by the part of its path at ``place``; None if the platform did not name that."""
        ...


@dataclass(frozen=True)
class Identity:
    """Who handed in a file, according to a platform.

    Attributes:
        ids: what a roster may call this person.
        key: the platform's name, and how it tells people apart: equal for the files of one person or group.
        is_sure: the key is an id of the platform's; false: it is only a name, or one submission's number.
        members: of a group, as far as the platform names them.
        order: of one person's hand-ins, rising with time; 0 if the platform does not say.
        late: the platform marked it late, but does not say when it arrived.
    """

    name: str
    ids: tuple[str, ...] = ()
    submitted_at: datetime | None = None
    key: tuple[str, ...] = ()
    order: int = 0
    late: bool = False
    is_sure: bool = True
    members: tuple[Identity, ...] = ()

    @property
    def platform(self) -> str:
        return self.key[0] if self.key else ""
