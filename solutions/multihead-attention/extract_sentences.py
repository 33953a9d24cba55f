"""Makes the Portuguese sentences of this assignment from Debian's package gnome-user-docs 43.0-2.

Run it from its folder, with the package unpacked:

    apt-get download gnome-user-docs=43.0-2 && dpkg-deb -x gnome-user-docs_43.0-2_all.deb docs
    python extract_sentences.py docs/usr/share/help/pt_BR

It writes the public assignments/multihead-attention/data/sentences.txt and the examiner's heldout/sentences.json. Both
are committed, so this is needed only to check or to change them. Whole pages are held out, and a held-out sentence that
also stands in a public page is dropped: the manual repeats itself a lot.
"""

import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

PUBLIC = Path("../../assignments/multihead-attention/data/sentences.txt")
HELD_OUT = Path("heldout/sentences.json")
LENGTHS = range(3, 16)  # how many words a sentence may have
HELD_OUT_SHARE = 0.15  # of the pages
MALLARD = "{http://projectmallard.org/1.0/}"


def text_of(element):
    """The text in it on one line; keys pressed together are joined by +."""
    for keys in element.iter(f"{MALLARD}keyseq"):
        for key in list(keys)[:-1]:
            key.tail = "+"
        keys.text = ""
    return " ".join("".join(element.itertext()).split())


def sentences_of(page):
    """The sentences of one page, in order: of its titles, its summary and its paragraphs."""
    tree = ElementTree.parse(page)
    for kind in ("title", "desc", "p"):
        for element in tree.iter(f"{MALLARD}{kind}"):
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ú])", text_of(element)):
                is_plain = re.fullmatch(r"[A-ZÀ-Ú][\w ,;:+()-]*[.!?]?", sentence)
                if is_plain and len(re.findall(r"[\w+-]+", sentence)) in LENGTHS:
                    yield sentence


root = Path(sys.argv[1])
english = {s for page in (root.parent / "C").rglob("*.page") for s in sentences_of(page)}
pages = sorted(root.rglob("*.page"), key=lambda page: (page.parent.name, page.name))
random.Random(1).shuffle(pages)
n_held_out = round(len(pages) * HELD_OUT_SHARE)


def distinct(pages, without):
    """The sentences of `pages` in order, each once, those in `without` left out."""
    found = dict.fromkeys(s for page in pages for s in sentences_of(page))
    return [sentence for sentence in found if sentence.lower() not in without]


untranslated = {sentence.lower() for sentence in english}
public = distinct(pages[n_held_out:], untranslated)
held_out = distinct(pages[:n_held_out], untranslated | {sentence.lower() for sentence in public})
PUBLIC.write_text("\n".join(public) + "\n", encoding="utf-8")

# What follows is the master's way from sentences to ids.
LENGTH = 17


def words_of(sentence):
    return re.findall(r"[\w+-]+|[.,;:!?()]", sentence.lower())


counts = Counter(word for sentence in public for word in words_of(sentence))
vocabulary = ["[pad]", "[unk]", "[start]", "[end]", *(w for w, n in counts.most_common() if n >= 3)]
ids = []
for sentence in held_out:
    row = [vocabulary.index(w) if w in vocabulary else 1 for w in words_of(sentence)]
    row = [2, *row, 3][: LENGTH + 1]
    ids.append(row + [0] * (LENGTH + 1 - len(row)))
HELD_OUT.write_text(
    json.dumps({"vocabulary": vocabulary, "sentences": held_out, "ids": ids}, ensure_ascii=False) + "\n",
    encoding="utf-8",
)
print(f"{len(public)} sentences of {len(pages) - n_held_out} pages; {len(held_out)} of {n_held_out} held out")
print(f"{len(vocabulary)} words")
