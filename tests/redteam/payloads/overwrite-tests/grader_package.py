# ---
# attack: 'Rewrites the grader''s own modules on disk, so that every check passes.'
# class: overwrite tests
# sandboxes: [namespaces]
# ---
# %% before="q1"
import importlib.util
import os
import sys

written = []
for folder in [*sys.path, os.path.dirname(importlib.util.find_spec("autograder").origin), "<<COURSE>>"]:
    for name in ("checks.py", "__init__.py", "examiner.py", "wire.py"):
        for path in (f"{folder}/{name}", f"{folder}/autograder/examiner/{name}", f"{folder}/autograder/candidate/{name}"):
            try:
                with open(path, "a") as file:
                    file.write("\n")
                written.append(path)
            except OSError:
                pass
written = [path for path in written if os.path.abspath(path) != os.path.abspath(os.path.basename(path))]
if written:
    raise RuntimeError(f"HOLE {written}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
