"""What the curated forums say in our own words: years of other lists, one English name per state."""

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from entente.site.forums.material import Rows, records
from entente.site.forums.reasons import stale

ROOT = Path(__file__).parents[2]
CURATED = ROOT / "data" / "curated" / "minilaterals"
# Names that the table `states` does not use, for a state that exists under another name there.
OTHER_NAMES = re.compile(
    r"\b(?:Turkey|Turkiye|Viet Nam|ROK|DPRK|Republic of Korea|Czech Republic|Slovak Republic|DR Congo|DRC|UAE|USA|UK"
    r"|the Emirates|Ivory Coast|Cote d.Ivoire|Cape Verde|East Timor|Russian Federation|Lao PDR|Brunei Darussalam)\b"
)


def compared() -> Rows:
    path = ROOT / "analysis" / "results" / "minilaterals-outside.csv"
    return records(pd.read_csv(path, dtype="str", keep_default_na=False))


def test_no_reason_quotes_another_year_than_the_one_compared() -> None:
    assert stale(compared()) == []


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("The list begins in 2001; our founding is the first summit (2003).", 0),
        ("The list begins in 2001; our founding is the first summit (2002).", 1),
        ("The list starts with talks of 2000, and more; nothing else.", 1),
        ("Uzbekistan was let in later (1999).", 0),
        ("Not comparable with the founding of 1987.", 1),
    ],
)
def test_a_stale_year_is_found(reason: str, wrong: int) -> None:
    row = {"minilateral_id": "one", "list": "migo", "our_year": "2003", "their_year": "2001", "explanation": reason}
    assert len(stale([row])) == wrong


def test_the_reasons_shown_are_those_of_the_curated_file() -> None:
    curated = records(pd.read_csv(CURATED / "outside.csv", dtype="str", keep_default_na=False))
    ours = {(row["list"], row["minilateral_id"], row["body"]): row["explanation"] for row in curated}
    shown = {(row["list"], row["minilateral_id"], row["body"]): row["explanation"] for row in compared()}
    assert {key: ours[key] for key in shown} == shown


def test_our_own_words_name_states_as_the_table_of_states_does() -> None:
    found = []
    for path in sorted((CURATED / "forums").glob("*.toml")):
        forum = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = [forum.get(key, "") for key in ("summary", "founding_act", "last_sign")]
        texts += [each["title"] for each in forum.get("activity", [])]
        found += [f"{path.stem}: {OTHER_NAMES.findall(text)} in {text}" for text in texts if OTHER_NAMES.search(text)]
    found += [f"outside: {row['explanation']}" for row in compared() if OTHER_NAMES.search(row["explanation"])]
    assert found == []
