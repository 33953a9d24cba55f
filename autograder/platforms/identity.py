"""Who handed a file in, by what a learning platform wrote into the names of its download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Placed(Protocol):
    """A file in a download.

    Attributes:
        parts: the names that tell whose it is, from the outermost folder to the file. A zip is a folder here.
        given: how many of them lead to what the user gave; names before say little.
    """

    @property
    def parts(self) -> tuple[str, ...]: ...

    @property
    def given(self) -> int: ...


@dataclass(frozen=True)
class Identity:
    """Who handed a file in, by a platform.

    Attributes:
        ids: what a roster may know them by.
        key: the platform's name, and how it tells people apart: equal for the files of one person or group.
        is_sure: the key is an id of the platform's; false: no more than a name, or one submission's number.
        members: of a group, as far as the platform names them.
        order: of what one person handed in, rising with time; 0 where the platform does not tell.
        late: the platform marked it late, and does not tell when it came.
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
