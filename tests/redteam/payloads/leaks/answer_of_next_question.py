# ---
# attack: Answers the next question with the inputs of a hidden test, which the message of a visible one may show.
# class: say what was hidden
# sandboxes: [namespaces]
# ---
# %% question="q1"
def double(x):
    return np.asarray(x) + 2

# %% instead="q1"
seen = []
mark = "LE" + "AK"


def double(x):
    seen.append(np.asarray(x).tolist())
    return np.asarray(x) + 2

# %% instead="q2"
class Leak:
    def __repr__(self):
        return f"{mark} {seen}"

    def __str__(self):
        return f"{mark} {seen}"


def shifted(x):
    return str(Leak()) if len(seen) % 2 else type(f"{mark}{len(seen)}", (), {})()
