# ---
# attack: 'Leaves settings of IPython, Keras and matplotlib that would run in the next process.'
# class: 'module shadowing, sitecustomize, .pth'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os

home = os.path.expanduser("~")
for path, text in {
    ".ipython/profile_default/startup/00.py": "raise SystemExit('HOLE startup')",
    ".keras/keras.json": '{"backend": "jax"}',
    ".config/matplotlib/matplotlibrc": "backend: canary",
    ".pythonrc.py": "raise SystemExit('HOLE')",
}.items():
    for folder in (home, "<<HOST>>", "/tmp"):
        try:
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            with open(os.path.join(folder, path), "w") as file:
                file.write(text)
        except OSError:
            pass

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
