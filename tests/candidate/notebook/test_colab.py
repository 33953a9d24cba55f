"""The stand-in for Colab's modules is there only where a cell cannot do without them."""

from __future__ import annotations

import pytest

from autograder.candidate.notebook.colab import is_imported


@pytest.mark.parametrize(
    "source",
    [
        "from google.colab import drive",
        "import google.colab",
        "from google import colab",
        "%cd x\n!ls\nfrom google.colab.patches import cv2_imshow",
    ],
)
def test_a_cell_that_imports_it_needs_it(source: str) -> None:
    assert is_imported(source)


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import google.colab\nexcept ImportError:\n    pass",
        "if 'google.colab' in sys.modules:\n    from google.colab import drive",
        "in_colab = 'google.colab' in str(get_ipython())",
        "import google.protobuf",
        "from google.colab import (",
    ],
)
def test_a_cell_that_asks_whether_it_is_there_goes_its_other_way(source: str) -> None:
    assert not is_imported(source)
