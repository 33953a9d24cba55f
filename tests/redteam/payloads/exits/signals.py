# ---
# attack: 'Sends signals to its parent, its group, the grader and everybody.'
# class: 'os._exit, signals, recursion, segfault'
# sandboxes: [namespaces]
# detected: 'was stopped: signal'
# ---
# %% before="q1"
import os
import signal

for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    for pid in (int("<<EXAMINER>>"), os.getppid()):
        if pid > 1:
            try:
                os.kill(pid, number)
            except OSError:
                pass
try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
try:
    os.killpg(0, signal.SIGKILL)
except OSError:
    pass
os.kill(os.getpid(), signal.SIGKILL)
os.abort()

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
