# ---
# attack: 'Leaves daemons behind by double forks, setsid and nohup, which would wait for the next student.'
# class: 'atexit, threads, daemons'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os
import subprocess
import sys
import time

wait = "import time; time.sleep(300)"
subprocess.Popen([sys.executable, "-c", wait, "canary-daemon"], start_new_session=True)
subprocess.Popen(["nohup", sys.executable, "-c", wait, "canary-daemon"], stderr=subprocess.DEVNULL)
subprocess.Popen(["setsid", "-f", "sleep", "300", "canary-daemon"], stderr=subprocess.DEVNULL)
first = os.fork()
if first == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        time.sleep(300)
    os._exit(0)
os.waitpid(first, 0)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
