"""Repeat the draw of the sampled minilaterals from candidates.csv.

Frame: rows with eligible = yes. Ids sorted, put in one random order with seed 20261122;
the first 40 are the sample, the next ones replace a drawn candidate that falls out when coded.
Run: python draw_sample.py
"""

import csv
import random
from pathlib import Path

SEED = 20261122
SIZE = 40

with (Path(__file__).parent / "candidates.csv").open(encoding="utf-8", newline="") as handle:
    rows = list(csv.DictReader(handle))

frame = sorted(row["candidate_id"] for row in rows if row["eligible"] == "yes")
order = random.Random(SEED).sample(frame, len(frame))
drawn = order[:SIZE]
recorded = {row["candidate_id"] for row in rows if row["decision"] == "sampled"}

if __name__ == "__main__":
    print(f"frame {len(frame)}, drawn {len(drawn)}, same as recorded: {set(drawn) == recorded}")
    for number, candidate in enumerate(order, start=1):
        print(number, candidate, "drawn" if number <= SIZE else "replacement")
