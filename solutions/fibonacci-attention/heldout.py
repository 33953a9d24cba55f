"""Makes heldout/lucas.npz: windows of the Lucas numbers 2, 1, 3, 4, 7, ..., scaled as in question 2.

Students never see them; they obey the same rule as the Fibonacci numbers but have other leading digits. The file is
committed, and this program (run from its folder: `python heldout.py`) makes it again.
"""

import numpy as np

WIDTH, WINDOWS = 20, 300

terms = [2, 1]
while len(terms) < WIDTH + WINDOWS:
    terms.append(terms[-1] + terms[-2])
units = [2 * 10 ** len(str(terms[i + WIDTH - 1])) for i in range(WINDOWS)]
x = np.array(
    [[[terms[i + t] / unit] for t in range(WIDTH)] for i, unit in enumerate(units)], dtype="float32"
)
y = np.array([[terms[i + WIDTH] / unit] for i, unit in enumerate(units)], dtype="float32")
np.savez_compressed("heldout/lucas.npz", x=x, y=y)
