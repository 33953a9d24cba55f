"""Whose each file is if no platform tells: from a class's folders and zips to one owner for each file.

A folder below what was given is a student's, whatever the files in it are called. Each file in the given
folder itself is one student's, by its name. A folder of other folders is a section of the class; so is
one that holds several notebooks of this assignment under names of people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from autograder.platforms.identity import Identity
from autograder.submissions import kinds
from autograder.submissions.owners import titles
from autograder.submissions.owners.roster import Roster, folded
from autograder.submissions.search import CHECKPOINTS, Found

DEEPEST = 20  # levels of folders that are told apart

Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Owner:
    """A student, or whoever handed something in.

    Attributes:
        key: equal for the files of one owner, and for nobody else's.
        ids: what a roster may know them by, the surest first.
        tag: tells apart owners of one name.
        certain: a file of any kind makes them a student; without this, only one that may be a hand-in.
        platform: that told; empty: the place of the files did.
        is_weak: another student's work may well be told the same key.
        members: of a group.
    """

    key: tuple[str, ...]
    name: str
    ids: tuple[str, ...]
    tag: str = ""
    certain: bool = True
    platform: str = ""
    is_weak: bool = False
    members: tuple[Identity, ...] = ()


@dataclass
class _Node:
    """A folder or zip; ``files`` are positions in the list of all that was found."""

    path: Path_
    files: list[int] = field(default_factory=list)
    children: dict[str, _Node] = field(default_factory=dict)

    @property
    def name(self) -> str:
        name = self.path[-1] if self.path else ""
        return kinds.stem(name) if kinds.is_zip_name(name) else name

    @property
    def is_zip(self) -> bool:
        return bool(self.path) and kinds.is_zip_name(self.path[-1])


class Layout:
    """Gives each file its owner.

    Args:
        assignment: the words that the assignment is called by.
        fits: whether a file is a notebook of the assignment; only asked if names leave it open.
    """

    def __init__(
        self,
        found: Sequence[Found],
        roster: Roster,
        assignment: frozenset[str],
        fits: Callable[[Found], bool],
    ) -> None:
        self._found = found
        self._roster = roster
        self._words = assignment
        self._fits = fits
        self._owners: dict[int, Owner] = {}

    def owners(self, indices: Sequence[int]) -> dict[int, Owner]:
        """The owners of those of the files that no platform has named."""
        for root in self._roots(indices):
            if self._is_one_student(root):
                is_weak = any(self._found[i].named for i in root.files)  # the folder may be anybody's
                self._give_all(root, replace(self._of_folder(root), is_weak=is_weak))
            else:
                self._class(root)
        return self._owners

    def _roots(self, indices: Sequence[int]) -> list[_Node]:
        """A tree for each place in which things were given; for those side by side, the folder around."""
        given = {self._given(self._found[i]) for i in indices}
        siblings = Counter(path[:-1] for path in given)
        roots: dict[Path_, _Node] = {}
        for i in indices:
            top = self._given(self._found[i])
            if self._found[i].named or siblings[top[:-1]] > 1:
                top = top[:-1]
            node = roots.setdefault(top, _Node(top))
            for name in self._found[i].parts[len(top) : -1][:DEEPEST]:
                node = node.children.setdefault(name, _Node((*node.path, name)))
            node.files.append(i)
        return list(roots.values())

    @staticmethod
    def _given(file: Found) -> Path_:
        """The path that the user gave."""
        return file.parts if file.named else file.parts[: file.given]

    def _class(self, node: _Node) -> None:
        """A folder with the work of several students."""
        for i in node.files:
            self._owners[i] = self._of_file(i, node)
        children = list(node.children.values())
        if len(children) == 1 and children[0].children and not node.files and not self._notebooks(node):
            self._class(children[0])
            return
        sections = self._sections(node, [child for child in children if self._notebooks(child)])
        for child in children:
            if child.name in sections:
                self._class(child)
            else:
                certain = self._notebooks(child) or not (self._direct(node) or child.name == CHECKPOINTS)
                self._give_all(child, self._of_folder(child, node, certain=certain))

    def _sections(self, node: _Node, folders: list[_Node]) -> set[str]:
        """The names of those of the ``folders`` that hold several students; the others are one's."""
        if any(self._roster.find([child.name]) for child in folders):
            return set()
        deep = {
            child.name for child in folders if len(self._work_below(child)) > 1 and not self._direct(child)
        }
        direct = [child for child in folders if self._direct(child)]
        if self._direct(node):  # files called by persons make it likely that deeper ones are too
            return deep | {child.name for child in direct if self._is_of_names(child)}
        if direct:
            is_class = self._is_known(direct) or not self._share_names(direct)
            if is_class and 2 * sum(map(self._is_section, direct)) >= len(direct):
                return deep | {child.name for child in direct}
            return set()
        if len(folders) == 1:
            return {folders[0].name}
        return set() if self._has_one_students_folders(folders) else {child.name for child in folders}

    def _is_of_names(self, node: _Node) -> bool:
        """Whether a folder's notebooks are called by persons; a zip is one person's if that is in doubt."""
        named = not any(titles.is_of_work(stem, self._words) for stem in self._stems(node))
        return named and (self._is_section(node) or not node.is_zip)

    def _is_known(self, direct: list[_Node]) -> bool:
        return any(self._roster.find([stem]) for child in direct for stem in self._stems(child))

    def _share_names(self, direct: list[_Node]) -> bool:
        """Whether notebooks are called by the work: so, or the same in many folders."""
        counts = Counter(stem for child in direct for stem in self._stems(child))
        return any(
            titles.is_of_work(stem, self._words) or (count > 1 and 2 * count >= len(direct))
            for stem, count in counts.items()
        )

    def _has_one_students_folders(self, folders: list[_Node]) -> bool:
        """Whether the folders in these folders are parts of one student's work."""
        below = Counter(name for child in folders for name in self._work_below(child))
        return (
            all(len(self._work_below(child)) == 1 for child in folders)
            or any(2 * count > len(folders) for count in below.values())
            or any(titles.is_of_work(name, self._words) for name in below)
        )

    def _is_section(self, node: _Node) -> bool:
        """Whether the notebooks in a folder are of several people: known ones, or each of this assignment."""
        stems = self._stems(node)
        if self._is_known([node]):
            return True
        if len(stems) < 2 or any(titles.words(node.name) & titles.words(stem) for stem in stems):
            return False
        return all(self._fits(self._found[i]) for i in self._direct(node))

    def _is_one_student(self, root: _Node) -> bool:
        """Whether what was given is the folder or zip of one student."""
        folders = [child for child in root.children.values() if self._notebooks(child)]
        if not root.name or not all(titles.is_of_work(child.name, self._words) for child in folders):
            return False
        files = self._direct(root) or [i for i in root.files if not kinds.is_listing(self._found[i].name)]
        stems = {self._stem(i) for i in files}
        if len(stems) == 1:
            (stem,) = stems
            return titles.is_of_work(stem, self._words) and not self._roster.find([stem])
        named = [i for i in files if not titles.is_of_assignment(self._stem(i), self._words)]
        return len(named) < len(files) and not any(self._fits(self._found[i]) for i in named)

    def _of_file(self, i: int, node: _Node) -> Owner:
        exact = kinds.stem(self._found[i].name)
        stem = exact if self._roster.has(exact) else titles.plain(exact)
        name = f"{node.name} - {stem}" if titles.is_untitled(stem) else stem
        file = self._found[i]
        certain = (
            file.is_notebook
            or bool(file.problem)
            or ((file.named or file.is_autosave) and not kinds.is_listing(file.name))
        )
        key = (*node.path, "", folded(stem))
        is_weak = titles.is_of_work(stem, self._words)
        return Owner(key, name, (exact, stem), node.name, certain, is_weak=is_weak)

    def _of_folder(self, node: _Node, parent: _Node | None = None, *, certain: bool = True) -> Owner:
        is_wrapper = parent is not None and len(parent.children) == 1
        if parent is not None and is_wrapper and titles.is_of_assignment(node.name, self._words):
            node = parent  # ana/softmax/softmax.ipynb
        # ana.ipynb, ana.zip and the folder ana are one person's. Only files are copied by programs.
        name = titles.plain(node.name) if node.is_zip and not self._roster.has(node.name) else node.name
        path = node.path[:-1]
        tag = path[-1] if path else ""
        is_weak = titles.is_of_work(name, self._words)
        key = (*path, "", folded(name))
        return Owner(key, name, (node.name, name), tag, certain or node.is_zip, is_weak=is_weak)

    def _give_all(self, node: _Node, owner: Owner) -> None:
        for i in node.files:
            self._owners[i] = owner
        for child in node.children.values():
            self._give_all(child, owner)

    def _direct(self, node: _Node) -> list[int]:
        return [i for i in node.files if self._found[i].is_notebook and not self._found[i].is_autosave]

    def _notebooks(self, node: _Node) -> bool:
        return bool(self._direct(node)) or any(map(self._notebooks, node.children.values()))

    def _work_below(self, node: _Node) -> list[str]:
        return [child.name for child in node.children.values() if self._notebooks(child)]

    def _stem(self, i: int) -> str:
        return folded(titles.plain(kinds.stem(self._found[i].name)))

    def _stems(self, node: _Node) -> set[str]:
        return {self._stem(i) for i in self._direct(node)}
