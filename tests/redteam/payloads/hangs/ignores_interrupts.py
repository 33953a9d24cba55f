# ---
# attack: 'Sleeps, catches every interrupt, and blocks the signals.'
# class: 'hangs, sleeping, native loops'
# sandboxes: [namespaces, off]
# detected: timeout
# ---
# %% before="q1"
import signal
import time

signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, set(range(1, 32)) - {9, 19})
while True:
    time.sleep(100)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
