# ---
# attack: 'Answers each interrupt as if its cell had ended, to get a new budget for the next one.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: timeout
# ---
# %% before="q1"
import time

from autograder.candidate.notebook import shell
from autograder.candidate.messages import Ran

while True:
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        break

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
