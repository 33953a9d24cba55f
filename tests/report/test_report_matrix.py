"""The page of known answers against test cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from autograder.report.matrix import MatrixCase, MatrixRow, write_matrix

CASES = [
    MatrixCase("q1", "test_first", False),
    MatrixCase("q1", "test_second", True),
    MatrixCase("q2", "test_weights_follow_the_formula", True),
]
EVIL = (
    "</style><script>document.documentElement.id='pwned'</script>"
    "\"'><img src=x onerror=alert(1)>\x1b[31m{{ 7 * 7 }}"
)


FULL = {"q1": 2.0, "q2": 3.0}


def row(
    answer: str, kind: str, passed: str, came: dict[str, float], expected: dict[str, float] | None = None
) -> MatrixRow:
    """``passed`` has a letter for each test case: + passed, - failed, a blank did not run."""
    cells = {case.key: sign == "+" for case, sign in zip(CASES, passed, strict=True) if sign != " "}
    expected = expected or came
    loses = [question for question, full in FULL.items() if expected[question] < full]
    return MatrixRow(answer, kind, f"about {answer}", cells, expected, came, came == expected, loses)


ROWS = [
    row("reference", "reference", "+++", FULL),
    row("untouched notebook", "untouched", "-- ", {"q1": 0.0, "q2": 0.0}),
    row("other_way", "accepted", "+-+", {"q1": 1.0, "q2": 3.0}, FULL),
    row("no_tanh", "wrong answer", "+-+", {"q1": 1.0, "q2": 3.0}),
    row("no_tanh", "wrong answer", "+-+", {"q1": 1.0, "q2": 3.0}),
    row("too_hard", "wrong answer", "--+", {"q1": 0.0, "q2": 3.0}, {"q1": 1.0, "q2": 3.0}),
    row("slips_through", "wrong answer", "+++", FULL, {"q1": 2.0, "q2": 1.0}),
    row("elsewhere", "wrong answer", "+-+", {"q1": 1.0, "q2": 1.0}, {"q1": 2.0, "q2": 1.0}),
]
PASSED, FAILED, NONE = "passed", "failed, as it may", "did not run"
KEPT, MUST_PASS = "passed, and the question keeps points that it must lose", "failed, and must pass"


@pytest.fixture(scope="module")
def browser(requires: Callable[[str], str]) -> Iterator[Browser]:
    chromium = requires("chromium")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    page = browser.new_page(viewport={"width": 390, "height": 700})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def shown(
        rows: list[MatrixRow],
        cases: list[MatrixCase] = CASES,
        findings: tuple[str, ...] = (),
        name: str = "a",
    ) -> Page:
        write_matrix(tmp_path / "matrix.html", name, rows, cases, findings)
        page.goto((tmp_path / "matrix.html").as_uri())
        return page

    yield shown
    page.close()
    assert said == []


def lines(page: Page) -> list[Locator]:
    return page.locator(".matrix tbody tr").all()


def test_each_cell_says_what_came_and_whether_it_may(show: Callable[..., Page]) -> None:
    page = show(ROWS)
    found = [line.locator("td .sr").all_inner_texts() for line in lines(page)]
    assert found == [
        [PASSED, PASSED, PASSED],
        [FAILED, FAILED, NONE],
        [PASSED, MUST_PASS, PASSED],
        [PASSED, FAILED, PASSED],
        [PASSED, FAILED, PASSED],
        [MUST_PASS, MUST_PASS, PASSED],
        [PASSED, PASSED, KEPT],
        [PASSED, MUST_PASS, PASSED],
    ]
    signs = [line.locator("td [aria-hidden]").all_inner_texts() for line in lines(page)]
    assert signs[6] == ["✓", "✓", "✓!"]
    assert signs[7] == ["✓", "✗!", "✓"]
    points = page.locator(".matrix tbody .points").all_inner_texts()
    assert points[3] == "4 / 4"
    assert points[6] == "! 5 / 3"


def test_columns_are_grouped_by_question_and_have_full_names(show: Callable[..., Page]) -> None:
    page = show(ROWS)
    groups = page.locator(".matrix .question")
    assert groups.all_inner_texts() == ["q1", "q2"]
    assert [group.get_attribute("colspan") for group in groups.all()] == ["2", "1"]
    names = page.locator(".matrix .names th")
    assert names.all_inner_texts() == ["first", "second", "weights_follow_the_formula"]
    assert [name.get_attribute("title") for name in names.all()] == [
        "test_first (public)",
        "test_second (hidden)",
        "test_weights_follow_the_formula (hidden)",
    ]
    assert "test_weights_follow_the_formula" in page.locator(".listed").inner_text()


def test_an_answer_that_was_graded_twice_is_stopped_once(show: Callable[..., Page]) -> None:
    page = show(ROWS)
    assert page.locator(".matrix tfoot td").all_inner_texts() == ["of 4", "1", "3", "0"]
    assert page.locator(".matrix tfoot .zero").count() == 1
    listed = page.locator(".listed li").all_inner_texts()
    assert [entry.split("stops ")[1] for entry in listed] == [
        "1 wrong answer",
        "3 wrong answers",
        "no wrong answer",
    ]


def test_what_to_look_at_stands_first(show: Callable[..., Page]) -> None:
    page = show(ROWS, findings=("q2: test is failed by no wrong answer.",))
    assert page.locator(".first li").all_inner_texts() == [
        "!other_way did not get the points that it must get (q1: 1 instead of 2).",
        "!too_hard did not get the points that it must get (q1: 0 instead of 1).",
        "!slips_through did not get the points that it must get (q2: 3 instead of 1).",
        "!elsewhere did not get the points that it must get (q1: 1 instead of 2).",
        "q2: test is failed by no wrong answer.",
    ]
    assert "Nothing: every answer" in show(ROWS[:2]).locator(".first").inner_text()


def test_only_what_is_not_as_it_must_be(show: Callable[..., Page]) -> None:
    page = show(ROWS)
    page.locator("#odd").check()
    shown = [line.locator(".name").inner_text() for line in lines(page) if line.is_visible()]
    assert shown == ["other_way", "too_hard", "slips_through", "elsewhere"]


def test_headings_and_names_stay_while_the_table_moves(show: Callable[..., Page]) -> None:
    cases = [MatrixCase(f"q{n // 5}", f"test_number_{n}", False) for n in range(60)]
    cells = {case.key: True for case in cases}
    page = show([MatrixRow(f"answer {n}", "accepted", "", cells, {}, {}, True) for n in range(80)], cases)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    box = page.locator(".grid .scroll")
    head, name = page.locator(".matrix .names th").last, page.locator(".matrix tbody .who").last
    box.evaluate("box => box.scrollTo(box.scrollWidth, box.scrollHeight)")
    around, top, left = box.bounding_box(), head.bounding_box(), name.bounding_box()
    assert around
    assert top
    assert left
    assert around["y"] <= top["y"] < around["y"] + 40
    assert left["x"] == pytest.approx(around["x"], abs=1)


def test_text_is_shown_and_never_obeyed(show: Callable[..., Page], tmp_path: Path) -> None:
    case = MatrixCase(EVIL, EVIL, True)
    points = {EVIL: 1.0}
    evil = MatrixRow(EVIL, EVIL, EVIL, {case.key: False}, points, {EVIL: 0.0}, False)
    page = show([evil], [case], (EVIL,), EVIL)
    assert page.locator("html#pwned, script, img").count() == 0
    shown = EVIL.replace("\x1b[31m", "")
    assert page.locator(".matrix .name").inner_text() == shown
    assert page.locator("h1").inner_text() == shown
    assert page.locator(".first li").last.inner_text() == shown
    text = (tmp_path / "matrix.html").read_text()
    assert "\x1b" not in text
    assert not re.search(r"@import|url\(|https?://", text)
    assert "default-src 'none'" in text
