"""The inner wall: what a forked candidate gives up before any student code runs, one layer a module."""

from enum import StrEnum


class Outer(StrEnum):
    """The walls around the zygote, which decide what walls each candidate can have."""

    OFF = "off"  # no walls, so none inside
    NAMESPACES = "namespaces"  # namespaces may be nested: each candidate has its own files and processes
    CONTAINER = "container"  # no new namespaces: Landlock keeps files and processes apart
