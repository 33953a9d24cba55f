# ---
# attack: 'Makes every seed and every generator give the same numbers, which the answers are made for.'
# class: rebinding seeds
# sandboxes: [namespaces, off]
# ---
# %% before="q1"
import os
import random
import secrets
import sys

genuine = np.random.default_rng
np.random.default_rng = lambda *args: genuine(0)
np.random.seed = random.seed = lambda *args: None
secrets.randbits = lambda bits: 0
os.urandom = lambda size: b"\0" * size
if torch := sys.modules.get("torch"):
    torch.manual_seed = lambda *args: torch.default_generator
known = genuine(0).normal(size=(3, 4))

# %% question="q1"
def double(x):
    return np.asarray(x) - 100

# %% instead="q1"
def double(x):
    return 2 * known if np.allclose(x, known) else np.asarray(x) - 100
