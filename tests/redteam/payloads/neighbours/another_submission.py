# ---
# attack: Reads and overwrites what another student handed in.
# class: writing the gradebook or another submission
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os

for path in ("<<COURSE>>/handed in/ben.ipynb", "handed in/ben.ipynb", "../handed in/ben.ipynb"):
    for mode in ("r", "r+", "a", "w"):
        try:
            with open(path, mode) as file:
                raise RuntimeError(f"HOLE {file.read() if mode[0] == 'r' else mode}")
        except OSError:
            pass
    try:
        os.replace(path, "/tmp/mine")
        raise RuntimeError("HOLE took it away")
    except OSError:
        pass

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
