"""Draw the random quarter of the coded forums that a second coder codes from the manual and the names alone.

The first draw is from the forums of the first fourteen batches; two of the five replacements of batch b15 (searched.md)
were drawn afterwards with the same seed and stand at the end of the list.
"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20261122
# Found unfit while coding, before the draw (searched.md says why).
REFUSED_LATER = {"bangladesh-india-myanmar", "mekong-us-partnership"}
REPLACEMENTS = "b15"

with (HERE / "candidates.csv").open(encoding="utf-8") as stream:
    rows = [row for row in csv.DictReader(stream) if row["batch"] and row["candidate_id"] not in REFUSED_LATER]
names = {row["candidate_id"]: row["name"] for row in rows}
later = sorted(row["candidate_id"] for row in rows if row["batch"] == REPLACEMENTS)
first = sorted(set(names) - set(later))
drawn = sorted(random.Random(SEED).sample(first, k=round(len(first) / 4))) + random.Random(SEED).sample(later, k=2)
with (HERE / "second_sample.csv").open("w", encoding="utf-8", newline="\n") as stream:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["minilateral_id", "name"])
    writer.writerows([each, names[each]] for each in drawn)
