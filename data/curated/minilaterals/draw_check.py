"""Draw 40 coded facts to check afresh against sources: 12 foundings, 12 founders, 8 later entries, 8 exits or ends.

Round 1 (seed 20261123) was drawn from the first coding, round 2 (seed 20261124) after the second reading, round 3 (seed
20261125) after the second coding of every forum and the decisions on it; each from the files of that day. What is drawn
goes to error_check.csv under a new round; what stands there stays.
"""

import csv
import random
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROUND, SEED = "3", 20261125
WANTED = {"founded_on": 12, "founding member": 12, "later entry": 8, "exit or end": 8}

facts: dict[str, list[tuple[str, str, str]]] = {kind: [] for kind in WANTED}
for path in sorted((HERE / "forums").glob("*.toml")):
    forum = tomllib.loads(path.read_text(encoding="utf-8"))
    name, founded = forum["minilateral_id"], forum["founded_on"]
    facts["founded_on"].append((name, "founded_on", f"{founded} ({forum['founded_on_precision']})"))
    if "ended_on" in forum:
        coded = f"{forum['ended_on']} ({forum['ended_on_precision']}), {forum['end_mode']}"
        facts["exit or end"].append((name, "ended_on", coded))
    for member in forum["member"]:
        row = f"member {member['state_id']} {member['tier']}"
        start = f"{member['valid_from']} ({member['valid_from_precision']})"
        if member["valid_from"] == founded:
            facts["founding member"].append((name, row, start))
        else:
            facts["later entry"].append((name, row, f"{start} {member.get('valid_from_bound', '')}".strip()))
        if "valid_to" in member:
            left = f"{member['valid_to']} ({member['valid_to_precision']}), {member['end_mode']}"
            facts["exit or end"].append((name, row + " leaves", left))

rng = random.Random(SEED)
drawn = [fact for kind, count in WANTED.items() for fact in sorted(rng.sample(facts[kind], count))]
with (HERE / "error_check.csv").open(encoding="utf-8", newline="") as stream:
    checked = list(csv.DictReader(stream))
if any(row["round"] == ROUND for row in checked):
    raise SystemExit(f"Round {ROUND} stands in error_check.csv; take a new round and a new seed.")
with (HERE / "error_check.csv").open("a", encoding="utf-8", newline="") as stream:
    csv.writer(stream, lineterminator="\n").writerows([ROUND, *fact, "", "", ""] for fact in drawn)
