"""A made-up forum file that keeps every promise, and ways to break it."""

from pathlib import Path

FORUM = """minilateral_id = "{id}"
name = "{name}"
alt_names = ["{alt}"]
frame = "inside"
selection = "purposive"
region = "asia_pacific"
issue_id = "energy"
founded_on = {founded}
founded_on_precision = "day"
founding_act_kind = "ministers_announcement"
founding_act = "Ministers of three states announced it."
status = "ended"
ended_on = 2020-06-30
ended_on_precision = "day"
end_mode = "replaced"
last_sign_on = 2020-06-01
last_sign_on_precision = "month"
last_sign = "Ministers met."
legal_basis = "declaration"
secretariat = "unknown"
meeting_level = "unknown"
funding = "unknown"
verification = "unknown"
linkage_clause = "unknown"
values_clause = "unknown"
obligation = "unknown"
summary = "Three states on energy."

[[member]]
state_id = "AUS"
tier = "core"
valid_from = {founded}
valid_from_precision = "day"

[[member]]
state_id = "{second}"
tier = "core"
valid_from = {founded}
valid_from_precision = "day"

[[member]]
state_id = "EUU"
tier = "observer"
valid_from = 2011-03-01
valid_from_precision = "month"
valid_to = 2012-05-04
valid_to_precision = "day"
end_mode = "upgraded"

[[member]]
state_id = "EUU"
tier = "core"
valid_from = 2012-05-04
valid_from_precision = "day"

[[agenda]]
issue_id = "energy"
valid_from = {founded}
valid_from_precision = "day"

[[activity]]
key = "a1"
held_on = 2012-05-04
held_on_precision = "day"
kind = "meeting"
level = "ministers"
issue_id = "energy"
title = "Second meeting"

[[evidence]]
id = "e1"
supports = ["founded_on", "issue_id", "founding_members", "agenda/energy", "legal_basis"]
title = "A statement"
url = "https://one.example/statement"
published_on = 2010-02-04
accessed_on = 2026-11-22
grade = "primary"
shows = "Three ministers announce it."

[[evidence]]
id = "e2"
supports = ["status", "ended_on", "member/EUU/observer", "member/EUU/core", "member/EUU/valid_to", "activity/a1"]
title = "A report"
url = "https://two.example/report"
accessed_on = 2026-11-22
grade = "other"
shows = "The EU is admitted; the end."
conflict = "Gives another day."
"""


def forum_text(
    name: str = "Example Trilateral",
    *,
    id: str = "example",
    alt: str = "ET",
    founded: str = "2010-02-03",
    second: str = "JPN",
    **changes: str,
) -> str:
    """Write a forum file; `changes` are pairs `old=new` of text, which must be there."""
    text = FORUM.format(id=id, name=name, alt=alt, founded=founded, second=second)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def put(folder: Path, text: str, id: str = "example") -> Path:
    """Write a forum file into a folder of batches."""
    batch = folder / "forums"
    batch.mkdir(exist_ok=True)
    (batch / f"{id}.toml").write_text(text, encoding="utf-8")
    return batch
