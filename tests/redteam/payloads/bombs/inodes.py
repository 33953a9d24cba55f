# ---
# attack: 'Makes files without a byte in them, each of which costs the kernel memory.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `import os`'
# ---
# %% before="q1"
import os

made = 0
os.makedirs("/tmp/many", exist_ok=True)
try:
    while made < 400_000:
        os.close(os.open(f"/tmp/many/{made}", os.O_CREAT))
        made += 1
except OSError as error:
    raise RuntimeError(f"{made} files: {error}") from None

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
