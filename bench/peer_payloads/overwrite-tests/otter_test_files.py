# ---
# attack: "Rewrites the test files beside the notebook, so that they assert nothing."
# class: "overwrite tests"
# sandboxes: [namespaces]
# ---
# %% before="q1"
import re
from pathlib import Path

for path in Path("tests").glob("*.py"):
    path.write_text(re.sub(r"(?m)^( +)(assert |np\.testing).*$", r"\1pass", path.read_text()))


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
