# ---
# attack: 'Opens the gradebook, by its path or by what it is called, and gives itself full marks.'
# class: writing the gradebook or another submission
# sandboxes: [namespaces]
# ---
# %% before="q1"
import sqlite3

for path in ("<<COURSE>>/.autograder/gradebook.db", ".autograder/gradebook.db", "../gradebook.db"):
    for uri in (f"file:{path}?mode=rw", f"file:{path}?mode=rw&immutable=1&vfs=unix-none"):
        try:
            with sqlite3.connect(uri, uri=True) as book:
                for (name,) in book.execute("select name from sqlite_master").fetchall():
                    book.execute(f"insert into {name} values (100)")
        except sqlite3.OperationalError:
            continue
        raise RuntimeError(f"HOLE {path}")

# %% question="q1"
def double(x):
    return np.asarray(x) - 100
