# ---
# attack: Hooks before and after every cell keep the attacker's names alive.
# class: IPython transformers and hooks
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import itertools

shell = get_ipython()
ticks = itertools.count()


def again(*args):
    shell.user_ns["score"] = 1000 + next(ticks)
    shell.user_ns["double"] = lambda x: np.asarray(x) - 100


for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    shell.events.register(event, again)

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
