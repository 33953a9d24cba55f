"""A sample class, the same in every run, made with the types that grading gives."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from autograder.assignment.assignment import Assignment, Question
from autograder.assignment.calibration import Calibration, Caught, Evidence, Fit
from autograder.course.course import AssignmentConfig
from autograder.notebook import Notebook
from autograder.results import GradingResult, QuestionResult, Status, Verdict
from autograder.results import TestCaseResult as CaseResult  # pytest collects names with Test
from autograder.student import Student

CONFIG = AssignmentConfig(title="A test", weight=1)
ASSIGNMENT = Assignment(
    name="a1",
    runtime="numpy",
    released=Notebook([]),
    reference=Notebook([]),
    questions=[Question("q1", 2, False, []), Question("q2", 3, False, []), Question("q3", 9, True, [])],
    thresholds={},
    heldout_folder="",
    given_folder="",
    hash="tests",
)
QUESTIONS: dict[str, dict[str, tuple[float, float]]] = {
    "fibonacci-attention": {
        "q1_windows": (2, 0.9),
        "q2_scaling": (2, 0.75),
        "q3_rnn": (3, 0.7),
        "q4_attention": (4, 0.45),
        "q5_training": (4, 0.55),
        "q6_why": (0, 0.0),
    },
    "self-attention": {
        "q1": (1, 0.95),
        "q2": (2, 0.8),
        "q3": (3, 0.5),
        "q4": (3, 0.6),
        "q5": (4, 0.35),
    },
}
FIRST = [
    "Ada",
    "Béla",
    "Chen",
    "Dina",
    "Émile",
    "Farah",
    "Gül",
    "Hanna",
    "Ivo",
    "Jorge",
    "Kofi",
    "Lena",
    "Mai",
]
LAST = [
    "Ångström",
    "Baker",
    "Costa",
    "Dubois",
    "Eze",
    "García",
    "Hughes",
    "Ito",
    "Jensen",
    "Kowalski",
    "Müller",
]
WRONG = [
    "Your weights sum to one over the batch; the softmax belongs on the time axis.",
    "Expected shape (4, 20, 2), got (4, 2, 20): swap the last two axes.",
    "The output differs from the formula by up to 0.31; the tolerance is 0.0001.",
    "The loss did not fall: it was 0.62 before training and 0.61 after.",
]
# A misconception, and what the student is told about it.
KNOWN = [
    ("The softmax runs over the batch, not over the steps.", "Over which axis must the weights sum to one?"),
    (
        "The scores go into the softmax without their tanh.",
        "Compare your scores with the formula, part by part.",
    ),
    ("One step of training, and the history is made up.", "How often does each window reach the model?"),
    ("The states are averaged; no attention is learned.", "Which of your weights depend on the input?"),
]
CODE = """\
def answer(scores, mask):
    weights = np.exp(scores - scores.max(axis=0))  # over the batch
    weights = weights * mask
    return weights / weights.sum(axis=0, keepdims=True)"""
STOPPED = {
    Verdict.ERROR: "Your code raised NameError: name 'attention' is not defined.",
    Verdict.TIMEOUT: "The cell ran longer than its 60 seconds and was stopped.",
    Verdict.OUT_OF_MEMORY: "The cell used more than 2 GB of memory and was stopped.",
    Verdict.BLANK: "The blank was not filled in.",
}


def sample_class(
    students: int = 40, assignments: list[str] | None = None, seed: int = 1
) -> list[GradingResult]:
    """A result for each student and assignment; some of them unreadable, failed, or without walls."""
    rng = random.Random(seed)
    names = [
        f"{FIRST[i % len(FIRST)]} {LAST[(i * 5 + 3 * (i // len(FIRST))) % len(LAST)]}"
        + (f" {i}" if students > 100 else "")
        for i in range(students)
    ]
    return [
        sample_result(name, assignment, rng)
        for assignment in assignments or list(QUESTIONS)
        for name in names
    ]


def sample_result(student: str, assignment: str, rng: random.Random) -> GradingResult:
    kind = rng.random()
    if kind < 0.04:
        return GradingResult(
            student=Student.named(student),
            assignment=assignment,
            status=Status.UNREADABLE,
            message="The file is a PDF, not a notebook: hand in the .ipynb file.",
        )
    if kind < 0.06:
        return GradingResult(
            student=Student.named(student),
            assignment=assignment,
            status=Status.ERROR,
            message="The worker was stopped by the machine; this submission is graded again in the next run.",
        )
    ability = rng.gauss(0.12, 0.3)
    questions = [
        sample_question(name, possible, ease + ability, rng)
        for name, (possible, ease) in QUESTIONS[assignment].items()
    ]
    submitted = datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=rng.randrange(3000))
    seconds = sum(question.seconds for question in questions)
    return GradingResult(
        student=Student.named(student),
        assignment=assignment,
        status=Status.GRADED,
        score=sum(question.score for question in questions),
        possible=sum(question.possible for question in questions),
        questions=questions,
        changes=["The data in cell 3 was changed from 1200 terms to 12."] if rng.random() < 0.1 else [],
        sandbox="namespaces" if kind < 0.97 else "off",
        layers=["namespaces", "no network", "landlock", "seccomp"] if kind < 0.97 else [],
        seconds=round(seconds + 0.4, 2),
        cell_seconds=round(seconds, 2),
        peak_memory=rng.randrange(200, 900) * 2**20,
        submission_hash="same" if kind > 0.93 else sha256(f"{student}{assignment}".encode()).hexdigest(),
        tests_hash=sha256(assignment.encode()).hexdigest(),
        submitted_at=submitted,
        source=f"download.zip/{student}_{len(student)}/{assignment}.ipynb",
        graded_at=datetime(2026, 3, 4, 9, tzinfo=UTC),
        versions={"autograder": "0.1.0", "torch": "2.8.0"},
    )


def sample_question(name: str, possible: float, ease: float, rng: random.Random) -> QuestionResult:
    seconds = round(rng.lognormvariate(0, 0.8), 2)
    if not possible:
        text = "Attention looks back at every step, and the weights say *which* one matters."
        return QuestionResult(name, Verdict.MANUAL, 0.0, 0.0, seconds=seconds, answer=text)
    kind = rng.random()
    stopped = None
    if kind < 0.1:
        stopped = rng.choice([Verdict.ERROR, Verdict.ERROR, Verdict.TIMEOUT, Verdict.OUT_OF_MEMORY])
    elif kind < 0.15 and ease < 0.6:
        stopped = Verdict.BLANK
    if stopped:
        cases = [
            CaseResult(case.name, case.hidden, False, 0.0, case.possible, STOPPED[stopped])
            for case in sample_cases(name, possible, 1.0, rng)
        ]
        return QuestionResult(name, stopped, 0.0, possible, cases, STOPPED[stopped], seconds)
    cases = sample_cases(name, possible, ease, rng)
    score = sum(case.points for case in cases)
    verdict = Verdict.PASSED if score == possible else Verdict.PARTIAL if score else Verdict.FAILED
    known = rng.choice([*KNOWN, KNOWN[0]]) if score < possible and rng.random() < 0.6 else ("", "")
    answer = CODE.replace("answer", name)
    return QuestionResult(name, verdict, score, possible, cases, "", seconds, *known, answer=answer)


def sample_cases(name: str, possible: float, ease: float, rng: random.Random) -> list[CaseResult]:
    cases = []
    for case, hidden, harder in [
        ("test_shape", False, -0.2),
        ("test_small_example", False, 0.0),
        ("test_follows_the_formula", True, 0.15),
        ("test_padding_gets_no_weight", True, 0.05),
    ]:
        passed = rng.gauss(0, 0.16) < ease - harder - 0.4
        worth = possible / 4
        message = "" if passed else rng.choice(WRONG)
        cases.append(CaseResult(case, hidden, passed, worth if passed else 0.0, worth, message))
    return cases


def sample_evidence(**changes: object) -> Evidence:
    """An R² that right answers bring close to 1; wrong ones end at 0.65, and some far below."""
    rng = random.Random(5)
    runs = [round(1 - math.exp(-rng.gauss(4.6, 0.4)), 6) for _ in range(300)]
    known: dict[str, object] = {
        "question": "q4",
        "compared": "at least",
        "right": {"reference": runs, "subclassed": [0.985, 0.991]},
        "wrong": {"untrained": [-7.5, -3.2, None], "too_few_steps": [0.17, 0.65, 0.2]},
        "fit": Fit("-log(1 - x)", 4.6, 0.4, 0.3),
        "reference_runs": 300,
        "reference_failures": 0,
        "reference_failure_rate_95": 0.00994,
        "fitted_failure_rate_95": 0.0001,
        "right_runs": 302,
        "right_failures": 0,
        "wrong_pass_rates": {"untrained": 0.0, "too_few_steps": 0.0},
    }
    return Evidence(**{**known, **changes})


def sample_calibration() -> Calibration:
    """Of an assignment with a threshold, one that was refused, and one that nobody has measured."""
    return Calibration(
        thresholds={"rnn_r2": 0.9, "by_hand": 0.25},
        baselines={"rnn_r2": 0.7},
        evidence={
            "rnn_r2": sample_evidence(),
            "bad": sample_evidence(refused="bad: right answers and wrong ones overlap."),
        },
        caught={"untrained": Caught(20, 0), "too_few_steps": Caught(20, 0)},
        seeds={"reference": 300, "trains": 20, "other": 5},
        date="2026-11-25",
        device="cpu",
        versions={"python": "3.11.7"},
    )
