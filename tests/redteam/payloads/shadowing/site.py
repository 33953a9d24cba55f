# ---
# attack: 'Leaves sitecustomize, usercustomize and .pth files for the next interpreter.'
# class: 'module shadowing, sitecustomize, .pth'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os
import site
import sys

folders = [*site.getsitepackages(), site.getusersitepackages(), "<<COURSE>>", "<<HOST>>", os.path.expanduser("~")]
written = []
for folder in folders:
    for name in ("sitecustomize.py", "usercustomize.py", "canary.pth"):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write("import os; os.environ['CANARY'] = 'site'\n")
            written.append(folder)
        except OSError:
            pass
if any(folder in ("<<COURSE>>", "<<HOST>>", *site.getsitepackages()) for folder in written):
    raise RuntimeError(f"HOLE {written}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
