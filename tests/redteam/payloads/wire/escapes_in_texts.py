# ---
# attack: 'Puts terminal escapes, markup, lone surrogates and right-to-left marks into names and texts.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# detected: 'q1: error'
# ---
# %% before="q1"
from autograder.candidate import process
from autograder.candidate.notebook import shell
from autograder.candidate.messages import Raised

nasty = "\x1b]0;owned\x07\x1b[2J\x1b[31m<script>alert(1)</script>\u202e=cmd|' /C calc'!A0[bold red]\r\n\0"
process.raised = shell.raised = lambda error: Raised(nasty, nasty, nasty)

# %% before="q1"
raise ValueError

# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
def double(x):
    raise ValueError
