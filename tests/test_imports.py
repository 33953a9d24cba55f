"""What commands and workers leave out."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from autograder.imports import leave_out_address_grammars
leave_out_address_grammars()
import nbformat
nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]))
print("lark" in sys.modules)
"""


def test_notebooks_are_read_and_checked_without_the_address_grammars() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_process_that_has_imported_them_keeps_them() -> None:
    code = f"import sys\nsys.modules['rfc3987_syntax'] = here = object()\n{CODE}\n"
    code += "assert sys.modules['rfc3987_syntax'] is here"
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
