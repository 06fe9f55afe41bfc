"""Draw 40 coded facts to check afresh against sources: 12 foundings, 12 founders, 8 later entries, 8 exits or ends."""

import csv
import random
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20261123
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
with (HERE / "error_check.csv").open("w", encoding="utf-8", newline="\n") as stream:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["forum", "fact", "coded", "found", "right", "note"])
    for kind, count in WANTED.items():
        writer.writerows([*fact, "", "", ""] for fact in sorted(rng.sample(facts[kind], count)))
