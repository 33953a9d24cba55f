# ---
# attack: 'Walks the file system for hidden tests, solutions and held-out data, the course''s own folder first.'
# class: 'read tests from disk, /proc, frames, gc'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os

found = []
roots = ["<<COURSE>>", ".", "..", "/opt", "/tmp", "/data", "/home", "/root", "/var", "/srv", "/mnt", "/autograder"]
for root in roots:
    for folder, _, names in os.walk(root):
        if "/lib/python3" in folder:  # the language's own tests
            continue
        for name in names:
            try:
                text = open(os.path.join(folder, name), "rb").read(2**20)
            except OSError:
                continue
            if b"canary" + b"_" in text or b"def te" + b"st_double_of" in text:
                found.append((os.path.join(folder, name), text.decode(errors="replace")))
if found:
    raise RuntimeError(f"HOLE {found}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
