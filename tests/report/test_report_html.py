"""report.html as a browser shows it, to an instructor and under attack."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from playwright.sync_api import Page, sync_playwright
from samples import sample_calibration, sample_class, sample_evidence

from autograder.assignment.calibration import Calibration, Caught
from autograder.report import payload
from autograder.report.html import write_report
from autograder.report.payload import page_data
from autograder.report.summary import summarise
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.results import TestCaseResult as CaseResult
from autograder.student import Student

EVIL = [
    "<script>document.documentElement.id='pwned'</script>",
    "</script><script>document.documentElement.id='pwned'</script>",
    "<!--<script>",
    "<img src=x onerror=\"document.documentElement.id='pwned'\">",
    '"><svg onload="document.documentElement.id=\'pwned\'">',
    "{{ 7 * 7 }}{% raw %}",
    "javascript:document.documentElement.id='pwned'",
    "\x1b[31m</table></section>\u2028</noscript>",
]


def evil_class() -> list[GradingResult]:
    """Each text that could be a student's or an author's is an attack."""
    return [
        GradingResult(
            student=Student.named(f"{number} {text}"),
            assignment=f"a{text}",
            status=Status.GRADED,
            score=1.0,
            possible=2.0,
            questions=[
                QuestionResult(
                    text,
                    Verdict.PARTIAL,
                    1.0,
                    2.0,
                    [CaseResult(text, True, False, 0, 1, text)],
                    text,
                    misconception=text,
                    feedback=text,
                    answer=text,
                )
            ],
            source=text,
            changes=[text],
            message=text,
            layers=[text],
            submission_hash="same" + text,
            versions={text: text},
        )
        for text in EVIL
        for number in range(2)
    ]


def evil_calibration() -> Calibration:
    evidence = sample_evidence(
        question=EVIL[0], right={EVIL[0]: [0.9], EVIL[1]: [0.8]}, wrong={EVIL[3]: [0.1]}
    )
    return Calibration(
        thresholds={EVIL[0]: 0.5, EVIL[1]: 0.5},
        evidence={EVIL[0]: evidence, EVIL[4]: sample_evidence(refused=EVIL[1])},
        caught={EVIL[3]: Caught(2, 1)},
        date=EVIL[1],
        device=EVIL[0],
        versions={EVIL[0]: EVIL[1]},
    )


@pytest.fixture
def dump(requires: Callable[[str], str], tmp_path: Path) -> Callable[..., str]:
    """What the page has become after its script ran, as HTML."""
    chromium = requires("chromium")

    def dumped(path: Path, fragment: str = "") -> str:
        command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        command += [f"--user-data-dir={tmp_path}/profile", "--dump-dom", f"{path.as_uri()}#{fragment}"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        return run.stdout

    return dumped


@pytest.fixture
def report(tmp_path: Path) -> Path:
    calibrations = {"fibonacci-attention": sample_calibration(), "self-attention": Calibration()}
    titles = {"fibonacci-attention": "Attention on the Fibonacci sequence"}
    write_report(
        sample_class(40), tmp_path / "report.html", "Deep learning", calibrations=calibrations, titles=titles
    )
    return tmp_path / "report.html"


class Elements(HTMLParser):
    """All elements that a page has become."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def students(self) -> list[str | None]:
        return [attributes["title"] for tag, attributes in self.all if "aria-expanded" in attributes]


def without_data(page: str) -> str:
    return re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)


def test_the_file_needs_nothing_from_anywhere(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert (
        re.findall(r"""(?:src|href)\s*=\s*["']?\s*(?!#)[^"'\s>]+""", without_data(text).split("<script>")[0])
        == []
    )
    assert not re.search(r"@import|url\(|https?://", without_data(text))
    assert "default-src 'none'" in text


def test_the_class_is_drawn_without_a_script(report: Path) -> None:
    static = without_data(report.read_text(encoding="utf-8"))
    summaries = summarise(sample_class(40))
    for summary in summaries:
        assert f"graded of {len(summary.results)}" in static
        for low, count in zip(range(0, 100, 10), summary.bins, strict=True):
            assert f"<title>{low} to {low + 10} %: {count}</title>" in static
        for question in summary.questions.values():
            for case in question.cases.values():
                assert f">{case.name}</button>" in static
                assert f">{case.failed} of {case.ran}<" in static
    assert "<noscript>" in static


def test_every_student_is_listed_and_one_can_be_linked(dump: Callable[..., str], report: Path) -> None:
    results = sample_class(40)
    chosen = next(
        result
        for result in results
        if result.assignment == "self-attention" and result.changes and result.status is Status.GRADED
    )
    page = without_data(dump(report, quote(f"self-attention/{chosen.student.name}", safe="")))
    assert sorted(map(str, Elements(page).students())) == sorted(result.student.name for result in results)
    assert page.count('class="detail"') == 1
    detail = page[page.index('class="detail"') :]
    assert str(chosen.changes[0]) in detail
    for question in chosen.questions:
        assert question.name in detail
        assert f" {question.verdict}</span>" in detail
    assert chosen.layers[0] in detail
    assert re.search(r'id="assignment-0"[^>]*hidden', page)


@pytest.mark.parametrize("opened", [False, True])
def test_nothing_that_a_student_wrote_runs(opened: bool, dump: Callable[..., str], tmp_path: Path) -> None:
    results = evil_class()
    calibrations = {result.assignment: evil_calibration() for result in results}
    write_report(results, tmp_path / "report.html", EVIL[1], calibrations=calibrations)
    fragment = quote(f"{results[2].assignment}/{results[2].student.name}", safe="") if opened else ""
    page = dump(tmp_path / "report.html", fragment)
    elements = Elements(page).all
    assert not [tag for tag, attributes in elements if attributes.get("id") == "pwned"]
    assert not [tag for tag, attributes in elements for name in attributes if name.startswith("on")]
    assert not [a for _, a in elements if "javascript:" in f"{a.get('href')}{a.get('src')}"]
    tags = [tag for tag, _ in elements]
    assert tags.count("script") == 2  # ours: the data and the code
    assert "img" not in tags
    # each assignment has one histogram, as it would without the attacks
    assert [a.get("class") for tag, a in elements if tag == "svg"].count("histogram") == len(EVIL)
    assert [a.get("class") for tag, a in elements if tag == "svg"].count("runs") == 2 * len(EVIL)
    assert len(Elements(page).students()) == len(results)
    assert "{{ 7 * 7 }}" in page
    assert "\x1b" not in page
    assert page.count('class="detail"') == opened


def test_the_data_cannot_leave_its_element() -> None:
    data = page_data(summarise(evil_class()))
    assert not re.search("[<>&\u2028\u2029\x1b]", data)
    texts = msgspec.json.decode(data)["texts"]
    assert EVIL[1] in texts


def test_a_grade_without_walls_is_said_at_the_top_and_at_the_student(
    dump: Callable[..., str], tmp_path: Path
) -> None:
    bare = GradingResult(
        student=Student.named("anna"), assignment="a", status=Status.GRADED, sandbox="off", possible=1.0
    )
    write_report([bare], tmp_path / "report.html", "t")
    assert "sandbox off: a grade made without walls" in (tmp_path / "report.html").read_text()
    assert "Sandbox off: a grade made without walls." in dump(
        tmp_path / "report.html", quote("a/anna", safe="")
    )


@pytest.mark.parametrize(
    "results",
    [
        [],
        [GradingResult(student=Student.named("a"), assignment="a", status=Status.ERROR, message="why")],
        [GradingResult(student=Student.named("a"), assignment="a", status=Status.GRADED)],
    ],
)
def test_a_class_with_no_score_has_a_report_too(
    results: list[GradingResult], dump: Callable[..., str], tmp_path: Path
) -> None:
    write_report(results, tmp_path / "report.html", "Empty")
    assert len(Elements(dump(tmp_path / "report.html")).students()) == len(results)


@pytest.fixture
def page(requires: Callable[[str], str], report: Path) -> Iterator[Page]:
    chromium = requires("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(report.as_uri())
        yield page
        browser.close()
        assert said == []  # a refused style, a script that failed


def test_an_instructor_finds_sorts_filters_and_opens(page: Page) -> None:
    names = page.locator("section:not([hidden]) tbody .who button")
    results = [result for result in sample_class(40) if result.assignment == "fibonacci-attention"]
    assert names.count() == 40

    page.locator("section:not([hidden]) input[type=search]").fill("emile")
    assert set(names.all_inner_texts()) == {
        r.student.name for r in results if r.student.name.startswith("Émile")
    }
    page.locator("section:not([hidden]) input[type=search]").fill("")

    page.locator("section:not([hidden]) thead button", has_text="score").click()
    best = max(results, key=lambda result: result.percent)
    last = page.locator("section:not([hidden]) tbody td.total").last.inner_text()
    assert last.split(" / ")[0] == f"{best.score:g}"

    page.locator("section:not([hidden]) .cases button").nth(5).click()
    failed = {r.student.name for r in results for q in r.questions[1:2] if not q.tests[1].passed}
    assert set(names.all_inner_texts()) == failed
    page.locator("section:not([hidden]) .chip").click()
    assert names.count() == 40

    names.first.click()
    assert page.locator(".detail").is_visible()
    names.first.click()
    assert page.locator(".detail").count() == 0

    page.locator("nav a").nth(1).click()
    page.wait_for_selector("#assignment-1:not([hidden])")
    assert page.locator("#assignment-0").is_hidden()


def test_the_page_fits_a_phone(page: Page) -> None:
    page.goto(f"{page.url}#calibration-0")
    assert page.locator("#calibration-0 svg.runs").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_calibration_is_shut_until_somebody_asks(page: Page) -> None:
    drawings = page.locator("#calibration-0 svg.runs")
    assert drawings.count() == 2
    assert not drawings.first.is_visible()
    page.locator("#assignment-0 a", has_text="How the thresholds were measured").click()
    page.wait_for_selector("#calibration-0[open]")
    assert drawings.first.is_visible()
    good, bad = page.locator("#calibration-0 .threshold").all()
    assert good.locator("text.limit").inner_html() == "threshold: at least 0.9, some points from 0.7"
    assert "none of 6 runs of wrong answers passes." in good.inner_text()
    assert bad.locator(".limit").count() == 0
    assert bad.locator(".refused").inner_text() == "bad: right answers and wrong ones overlap."
    assert page.locator("#calibration-0 .limits").inner_text() == "by_hand 0.25"
    for drawing in drawings.all():  # a drawing has a name and a text for who does not see it
        ids = (drawing.get_attribute("aria-labelledby") or "").split()
        assert drawing.get_attribute("role") == "img"
        assert all(page.locator(f"#{name}").inner_html() for name in ids)


def test_a_link_to_the_calibration_of_another_assignment_shows_it(page: Page) -> None:
    page.goto(f"{page.url}#calibration-1")
    page.wait_for_selector("#assignment-1:not([hidden])")
    assert (
        "No test compares a number with a calibrated threshold here"
        in page.locator("#calibration-1").inner_text()
    )
    assert page.locator("#assignment-0").is_hidden()


def test_the_calibration_is_printed(page: Page) -> None:
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#calibration-0 svg.runs").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("#calibration-0 svg.runs").first.is_visible()


def test_students_are_found_by_their_misconception(page: Page) -> None:
    results = [result for result in sample_class(40) if result.assignment == "fibonacci-attention"]
    first = page.locator("section:not([hidden]) .reasons tr").first
    question, sentence, _, many = first.locator("th, td").all_inner_texts()
    wanted = {
        result.student.name
        for result in results
        if any((q.name, q.misconception) == (question, sentence) for q in result.questions)
    }
    assert many == f"{len(wanted)} students"
    first.locator("button").click()
    names = page.locator("section:not([hidden]) tbody .who button")
    assert set(names.all_inner_texts()) == wanted
    names.first.click()
    told = {q.feedback for r in results for q in r.questions if q.misconception == sentence}
    reason = page.locator(".detail .reason", has_text=f"Misconception: {sentence}").first.inner_text()
    assert [reason.split("The student was told: ")[1]] == [*told]


def test_an_assignment_is_called_by_its_title(page: Page) -> None:
    assert page.locator("#assignment-0 h2").inner_text().split("\n") == [
        "Attention on the Fibonacci sequence fibonacci-attention"
    ]
    assert page.locator("nav a").first.inner_text().startswith("Attention on the Fibonacci sequence\n")
    assert page.locator("#name-1").inner_html() == "self-attention"  # the course gives it no title


def test_the_median_touches_no_label(page: Page) -> None:
    marks = page.locator("#assignment-0 .histogram path.median, #assignment-0 .histogram text.median")
    assert marks.count() == 2
    for mark in marks.all():
        one = mark.bounding_box()
        assert one
        for label in page.locator("#assignment-0 .histogram text:not(.median)").all():
            other = label.bounding_box()
            assert other
            assert one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]


def test_the_keyboard_reaches_students_filters_and_comes_back(page: Page) -> None:
    focused = "document.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.textContent") == "Skip to the students"
    page.keyboard.press("Enter")
    first = page.locator("section:not([hidden]) tbody .who button").first
    assert page.evaluate(f"{focused}.title") == first.get_attribute("title")
    page.keyboard.press("Enter")
    assert page.locator(".detail").is_visible()

    bar = page.locator("section:not([hidden]) .histogram g.pick").last
    bar.focus()
    page.keyboard.press("Enter")
    many = page.locator("section:not([hidden]) .many")
    assert " of 40 students" in many.inner_text()
    assert page.evaluate(f"{focused}.className") == "chip"
    page.keyboard.press("Escape")
    assert many.inner_text() == "40 students"
    assert page.evaluate(f"{focused}.dataset.filter") == bar.get_attribute("data-filter")

    page.locator("section:not([hidden]) input[type=search]").fill("emile")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.title").startswith("Émile")


def test_headings_are_in_order_and_none_is_empty(page: Page) -> None:
    page.locator("section:not([hidden]) tbody .who button").first.click()
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    cells = page.eval_on_selector_all("th", "all => all.map(one => one.textContent.trim())")
    assert "" not in cells


def test_what_the_student_wrote_stands_beside_the_verdict(page: Page) -> None:
    page.locator("section:not([hidden]) tbody .who button", has_text="Ada").first.click()
    name = page.locator("section:not([hidden]) tbody .who button", has_text="Ada").first.inner_text()
    result = next(r for r in sample_class(40) if r.student.name == name)
    wrote = page.locator(".detail details")
    assert wrote.locator("pre").evaluate_all("all => all.map(one => one.textContent)") == [
        question.answer for question in result.questions if question.answer
    ]
    opened = wrote.evaluate_all("all => all.map(one => one.open)")
    lost = [q.verdict is Verdict.MANUAL or q.score < q.possible for q in result.questions if q.answer]
    assert opened == lost
    facts = page.locator(".detail .facts").inner_text()
    assert result.source in facts
    assert result.tests_hash[:12] in facts


def test_an_unknown_time_and_older_tests_are_said(dump: Callable[..., str], tmp_path: Path) -> None:
    def graded(student: str, day: int, tests: str) -> GradingResult:
        return GradingResult(
            student=Student.named(student),
            assignment="a",
            status=Status.GRADED,
            possible=1.0,
            tests_hash=tests,
            layers=["namespaces"],
            graded_at=datetime(2026, 3, day, tzinfo=UTC),
        )

    results = [graded("anna", 1, "old"), graded("ben", 2, "new"), graded("cleo", 1, "new")]
    write_report(results, tmp_path / "report.html", "t")
    page = dump(tmp_path / "report.html", quote("a/anna", safe=""))
    assert "a: 1 of 3 grades are of older tests (anna): `autograder regrade a` grades these again." in page
    assert without_data(page).count(">older tests</span>") == 1
    assert "time unknown" in page


def test_nothing_is_cut_in_print(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 without its margins
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    clipped = """all => all.filter(one => one.scrollWidth > one.clientWidth + 1
        && getComputedStyle(one).overflowX !== 'visible').map(one => one.textContent)"""
    assert page.eval_on_selector_all(".why, .who *, .detail, .detail *, th, .scroll", clipped) == []


def test_answers_of_a_large_class_share_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    results = [
        GradingResult(
            student=Student.named(str(number)),
            assignment="a",
            status=Status.GRADED,
            questions=[QuestionResult("q", Verdict.PASSED, 1, 1, answer=f"{number} " * 2000)],
        )
        for number in range(10)
    ]
    monkeypatch.setattr(payload, "PAGE_CHARACTERS", 10_000)
    texts = msgspec.json.decode(page_data(summarise(results)))["texts"]
    assert max(map(len, texts)) < 1100
    assert sum("more characters)" in text for text in texts) == 10


@pytest.mark.timeout(120)
def test_a_class_of_ten_thousand_opens(dump: Callable[..., str], tmp_path: Path) -> None:
    results = sample_class(10_000, ["fibonacci-attention"])
    doubled = [  # twelve questions each
        msgspec.structs.replace(
            result,
            questions=result.questions
            + [msgspec.structs.replace(question, name=f"{question.name}b") for question in result.questions],
        )
        for result in results
    ]
    write_report(doubled, tmp_path / "report.html", "Many")
    page = dump(tmp_path / "report.html")
    assert "1 to 100 of 10000" in page
    assert len(Elements(without_data(page)).students()) == 100
