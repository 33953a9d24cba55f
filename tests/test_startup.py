"""What commands and workers leave out."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from autograder.startup import leave_out_address_grammars
leave_out_address_grammars()
import nbformat
nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
print("lark" in sys.modules)
"""

LEFT_UNOPENED = """
import sys
from autograder.startup import Unopened, leave_unopened
leave_unopened("json", "email", "email.mime")
import email.mime.text
from email import message
assert email.mime.text.MIMEText("x").get_payload() == "x" and message.Message
assert isinstance(email, Unopened) and isinstance(email.mime, Unopened)
assert "message_from_string" not in vars(email)
assert not hasattr(email, "__wrapped__") and isinstance(email, Unopened)
from email import message_from_string
assert message_from_string("A: b")["a"] == "b" and type(email) is type(sys)
assert not hasattr(email, "nothing_of_that_name")
"""


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_notebooks_are_read_and_checked_without_the_address_grammars() -> None:
    assert python(CODE) == "False\n"


def test_a_process_that_has_imported_them_keeps_them() -> None:
    code = f"import sys\nsys.modules['rfc3987_syntax'] = here = object()\n{CODE}\n"
    python(f"{code}assert sys.modules['rfc3987_syntax'] is here")


def test_a_package_is_opened_when_a_name_of_its_own_is_asked_for_and_no_earlier() -> None:
    python(LEFT_UNOPENED)


IMPOSSIBLE = """
import email, sys
from autograder.startup import leave_unopened
leave_unopened("email")
assert type(email) is type(sys) and email.message_from_string
try:
    leave_unopened("no_such_package")
except ModuleNotFoundError as error:
    assert error.name == "no_such_package"
else:
    raise AssertionError
"""


def test_a_package_that_is_open_stays_as_it_is_and_one_that_does_not_exist_is_told() -> None:
    python(IMPOSSIBLE)


WORKER = """
import sys
import autograder.engine.worker.worker
import autograder.examiner.examiner
heavy = [name for name in ("pydantic", "rich", "django", "torch", "pandas", "nbformat", "jinja2")
         if name in sys.modules]
assert not heavy, heavy
"""

GRADING = """
import sys
from autograder.cli import app
import autograder.assignment.readiness, autograder.engine.grading, autograder.submissions.collection
heavy = [name for name in ("numpy", "jupytext", "nbformat", "pandas", "IPython", "torch", "matplotlib")
         if name in sys.modules]
assert not heavy, heavy
"""


def test_a_worker_imports_nothing_that_only_commands_need() -> None:
    python(WORKER)


def test_grading_imports_nothing_that_only_masters_and_workers_need() -> None:
    python(GRADING)
