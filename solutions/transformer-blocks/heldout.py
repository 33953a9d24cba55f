"""Makes the dates: 3,300 for students (../../assignments/transformer-blocks/data/dates.csv), 300 for the examiner.

Each date is drawn once, so no held-out date is among the students', in whatever language or form. Both files are
committed, and this program (run from its folder: `python heldout.py`, with Babel 2.18.0) makes them again.
"""

import csv
import datetime
import json
import random
import re
from pathlib import Path

from babel.dates import format_date

FIRST, DAYS = datetime.date(1900, 1, 1), 73_049  # to 31 December 2099
TRAIN, TEST, HELD_OUT = 3000, 300, 300
LOCALES = ["en", "pl", "pt_BR"]
START = "10"  # the decoder's input begins with this sign
FORMS = ["medium", "long", "full"]  # `short` would lose the century
PUBLIC = Path("../../assignments/transformer-blocks/data/dates.csv")


def tokens(text):
    """As the notebook splits a date: digits one by one, words whole, commas."""
    return re.findall(r"\d|[^\W\d]+(?:-[^\W\d]+)*|,", text.lower())


draw = random.Random(20261124)
pairs = []
for days in draw.sample(range(DAYS), TRAIN + TEST + HELD_OUT):
    date = FIRST + datetime.timedelta(days=days)
    form, locale = draw.choice(FORMS), draw.choice(LOCALES)
    pairs.append((format_date(date, form, locale=locale), date.isoformat()))

with PUBLIC.open("w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["part", "text", "iso", "written"])
    for number, (text, iso) in enumerate(pairs[: TRAIN + TEST]):
        written = " ".join([START, *iso.replace("-", "")[:-1]])
        writer.writerow(["train" if number < TRAIN else "test", text, iso, written])

words = {token for text, _ in pairs[:TRAIN] for token in tokens(text)} - set("0123456789")
vocabulary = {word: i for i, word in enumerate(["<pad>", *"0123456789", *sorted(words)])}
rows = [[vocabulary[token] for token in tokens(text)] for text, _ in pairs]
length = max(map(len, rows))
held_out = pairs[TRAIN + TEST :]
content = {
    "texts": [text for text, _ in held_out],
    "source": [row + [0] * (length - len(row)) for row in rows[TRAIN + TEST :]],
    "target": [[int(digit) for digit in iso.replace("-", "")] for _, iso in held_out],
}
Path("heldout/dates.json").write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
print(f"{len(vocabulary)} words, {length} tokens at most, {len({text for text, _ in pairs})} different texts")
