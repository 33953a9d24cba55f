"""What a cell displays, as a notebook would show it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

import pytest
from PIL import Image

from autograder.candidate.messages import PICTURES
from autograder.candidate.zygote.equipment import Equipment
from autograder.examiner.session.session import OverBudget, Session
from autograder.sandbox.choice import choose
from autograder.sandbox.zygote import Zygote

RED = "Image.new('RGB', (7, 5), 'red')"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with contextlib.closing(Zygote(choose("off"), Equipment("numpy"))) as zygote:
        yield zygote


@pytest.fixture
def session(zygote: Zygote) -> Iterator[Session]:
    with contextlib.closing(Session(zygote.fork(2**30))) as session:
        session.start_budget(60)
        session.run("import matplotlib.pyplot as plt\nfrom PIL import Image", 0)
        yield session


def shown(session: Session, source: str) -> list[Image.Image]:
    ran, pictures = session.show(source, 0)
    assert ran.raised is None, ran
    return [Image.open(io.BytesIO(picture)) for picture in pictures]


def colours(picture: Image.Image) -> set[tuple[int, ...]]:
    return {colour[:3] for _, colour in picture.convert("RGB").getcolors(2**20) or []}


def test_figures_are_shown_by_show_and_at_the_end_of_the_cell(session: Session) -> None:
    loop = "for colour in ('#ff0000', '#00ff00'):\n    plt.bar([1], [1], color=colour)\n    plt.show()\n"
    red, green, blue = shown(session, loop + "plt.bar([1], [1], color='#0000ff')")
    assert (255, 0, 0) in colours(red)
    assert (0, 255, 0) in colours(green) - colours(red)
    assert (0, 0, 255) in colours(blue) - colours(green)
    assert min(blue.size) > 200
    assert shown(session, "1 + 1") == []


@pytest.mark.parametrize(
    "source",
    [
        RED,
        f"display({RED})",
        f"from IPython.display import Image as Shown\n{RED}.save('red.png')\nShown('red.png')",
        f"from IPython.display import Image as Shown\n{RED}.save('red.jpg')\ndisplay(Shown('red.jpg'))",
    ],
)
def test_images_are_shown(session: Session, source: str) -> None:
    (picture,) = shown(session, source)
    assert picture.format == "PNG"
    assert picture.size == (7, 5)


def test_a_figure_that_is_displayed_too_is_shown_once(session: Session) -> None:
    assert (
        len(shown(session, "figure, axes = plt.subplots()\naxes.plot([1, 2])\ndisplay(figure)\nfigure")) == 1
    )


def test_a_figure_of_any_size_is_drawn_within_limits(session: Session) -> None:
    (picture,) = shown(session, "plt.figure(figsize=(400, 200), dpi=300)\nplt.plot([1, 2])")
    assert max(picture.size) <= 4000


def test_no_more_than_the_limit_is_shown(session: Session) -> None:
    source = f"for side in range(1, {PICTURES + 6}): display(Image.new('L', (side, 1)))"
    assert [picture.width for picture in shown(session, source)] == [*range(1, PICTURES + 1)]


def test_a_cell_that_raises_has_shown_what_it_showed(session: Session) -> None:
    ran, pictures = session.show(f"display({RED})\nplt.plot([1, 2])\n1 / 0", 0)
    assert ran.raised
    assert ran.raised.type_name == "ZeroDivisionError"
    assert len(pictures) == 2


def test_after_an_interrupt_cells_run_as_before(session: Session) -> None:
    session.start_budget(0.5)
    with pytest.raises(OverBudget):
        session.show("import time\ntime.sleep(100)", 0)
    session.start_budget(60)
    assert session.run("assert plt.show.__module__ == 'matplotlib.pyplot'", 0).raised is None
    assert len(shown(session, RED)) == 1


def test_what_cannot_be_drawn_is_left_out(session: Session) -> None:
    broken = "class Broken:\n    def _repr_png_(self): return b'no picture'\ndisplay(Broken())\n"
    assert len(shown(session, f"plt.title('$\\\\no$')\nplt.show()\n{broken}{RED}")) == 1
