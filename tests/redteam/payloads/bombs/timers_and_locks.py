# ---
# attack: 'Takes memory of the kernel itself: pipes, locks on bytes, directories without end, attributes of files.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import fcntl
import os
import time

end = time.monotonic() + 0.8
taken, kept = 0, []
try:
    for _ in range(400):
        read, write = os.pipe()
        fcntl.fcntl(write, 1031, 2**20)
except OSError:
    pass
for descriptor in range(3, 1000):
    try:
        os.set_blocking(descriptor, False)
        if os.readlink(f"/proc/self/fd/{descriptor}").startswith("pipe"):
            taken += os.write(descriptor, bytes(2**20))
    except OSError:
        continue
number = 0
while time.monotonic() < end:
    number += 1
    try:
        os.makedirs(f"/tmp/{number}/{'d' * 200}/{'e' * 200}")
        os.setxattr(f"/tmp/{number}", "user.hoard", bytes(2**15))
        taken += 2**15
    except OSError:
        break
if taken > 768 * 2**20:
    raise RuntimeError(f"HOLE {taken >> 20} MiB that nobody counts")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
