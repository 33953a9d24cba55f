"""Makes the dates: heldout/dates.json for the examiner, data/dates.csv and data/NOTICE for students.

The files are committed. To make them again run `python heldout.py` in this folder. It needs Babel, which nothing else
here does: `pip install babel==2.18.0`. No date is in both files, so nothing can be looked up.
"""

import csv
import datetime
import json
import random
import re
from pathlib import Path

import babel
from babel.dates import format_date

LOCALES, FORMATS = ("pt_BR", "pl", "en"), ("full", "long", "medium")  # "short" loses the century
SYMBOLS = "^$-0123456789"  # as in the notebook: what the decoder reads and answers, for teacher forcing
PUBLIC, HELD_OUT = 4040, 500
FIRST, LAST = datetime.date(1800, 1, 1).toordinal(), datetime.date(2099, 12, 31).toordinal()

numbers = random.Random(2026)
days = numbers.sample(range(FIRST, LAST + 1), PUBLIC + HELD_OUT)  # distinct
rows = []
for number, day in enumerate(days):
    date = datetime.date.fromordinal(day)
    kind, locale = FORMATS[number % 3], LOCALES[number // 3 % 3]
    text = format_date(date, kind, locale=locale)
    tokens = re.findall(r"\d|,|[^\W\d_]+", text.lower())
    rows.append((text, " ".join(tokens), date.isoformat()))

data = Path("../../assignments/seq2seq-attention/data")
data.mkdir(parents=True, exist_ok=True)
with open(data / "dates.csv", "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("text", "tokens", "iso", "reads", "answers"))
    for text, tokens, iso in rows[:PUBLIC]:
        ids = " ".join(str(SYMBOLS.index(symbol)) for symbol in iso)
        writer.writerow((text, tokens, iso, f"{SYMBOLS.index('^')} {ids}", f"{ids} {SYMBOLS.index('$')}"))

words = ["<pad>", "<unk>", *sorted({word for _, tokens, _ in rows[:PUBLIC] for word in tokens.split()})]
texts, tokens, answers = zip(*rows[PUBLIC:])
held_out = {"words": words, "texts": texts, "tokens": tokens, "answers": answers}
Path("heldout").mkdir(exist_ok=True)
Path("heldout/dates.json").write_text(
    json.dumps(held_out, ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
)

license_text = (Path(babel.__file__).parent / "locale-data" / "LICENSE.unicode").read_text(encoding="utf-8")
(data / "NOTICE").write_text(
    "dates.csv was made with Babel 2.18.0 (https://babel.pocoo.org), whose date formats and names of months and days\n"
    "in Portuguese (pt_BR), Polish (pl) and English (en) come from the Unicode Common Locale Data Repository\n"
    "(CLDR, https://cldr.unicode.org). The dates themselves were drawn at random. The licence of the CLDR data:\n\n"
    + license_text,
    encoding="utf-8",
)
