# ---
# attack: 'Raises exceptions that are called like the grader''s own, its missing names and its failed checks.'
# class: forging or flooding wire frames and handles
# sandboxes: [namespaces, off]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
import itertools

kinds = itertools.cycle(
    [
        type(name, (Exception,), {"__module__": "autograder.examiner.session.reserved"})
        for name in ("ExaminerError", "CheckError", "AttributeError", "KeyError", "ZygoteError", "KeyboardInterrupt")
    ]
)


def double(x):
    raise next(kinds)("all tests passed: 3 of 3 points")
