# ---
# attack: 'Stops every clock that it can reach, then goes on for ever.'
# class: patched clocks
# sandboxes: [namespaces, off]
# detected: timeout
# ---
# %% before="q1"
import signal
import sys
import time

for name in ("time", "monotonic", "perf_counter", "process_time", "time_ns", "monotonic_ns"):
    setattr(time, name, lambda: 0)
time.sleep = lambda seconds: None
for module in list(sys.modules.values()):
    if getattr(module, "__name__", "").startswith("autograder"):
        for name in ("MAX_HEADER", "MAX_PAYLOAD", "GRACE_SECONDS"):
            setattr(module, name, 2**60)
signal.setitimer(signal.ITIMER_REAL, 0)
while True:
    pass

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
