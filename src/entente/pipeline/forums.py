"""What a coder of minilaterals runs: tables of what is fine, both coders compared, our forums against other lists."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from entente.errors import BrokenPromise
from entente.pipeline.project import Project

Say = Callable[[str], None]


def tables(into: Path, say: Say) -> int:
    """Write the tables of the files that are fine as CSV, and say what is wrong with the others; return how many."""
    from entente.datasets.minilaterals import merge
    from entente.tables.schema import load_schema
    from entente.tables.store import to_bytes

    made, problems = merge()
    into.mkdir(parents=True, exist_ok=True)
    for name, frame in made.items():
        (into / f"{name}.csv").write_bytes(to_bytes(frame, load_schema(name)))
    for each in problems:
        say(str(each))
    say(f"{len(made['minilaterals'])} forums written to {into}; {len(problems)} problem(s).")
    return len(problems)


def compare(project: Project, say: Say) -> None:
    """Write how far the two coders agree, and bring the log of disagreements up to date.

    Raises
    ------
    BrokenPromise
        If a file of either coder has a problem: what is left out would count as agreement. Nothing is written.
    """
    from entente.datasets.forums import consistency
    from entente.datasets.forums.batch import read_batch
    from entente.datasets.forums.files import folder

    first, second = read_batch(), read_batch(folder() / "second")
    if first.problems or second.problems:
        raise BrokenPromise("data/curated/minilaterals", [*first.problems, *second.problems])
    where = folder() / "adjudication.csv"
    log = pd.read_csv(where, dtype="str") if where.is_file() else pd.DataFrame(columns=consistency.LOG, dtype="str")
    kept = folder() / "first_codes.csv"
    before = pd.read_csv(kept, dtype="str") if kept.is_file() else pd.DataFrame(columns=consistency.CODES, dtype="str")
    frozen = consistency.freeze(before, first.good, second.good)
    frozen.to_csv(kept, index=False, lineterminator="\n")
    codes = consistency.compare(frozen, second.good)
    logged = consistency.disagreements(codes, log)
    logged.to_csv(where, index=False, lineterminator="\n")
    cited, shared = consistency.shared_addresses(first.good, second.good)
    pages = pd.DataFrame([{"variable": "addresses_cited", "level": "share", "units": cited, "same": shared}])
    sample = pd.read_csv(folder() / "second_sample.csv", dtype="str")["minilateral_id"]
    measured = consistency.alphas(codes).merge(consistency.alphas_of_parts(codes, set(sample)), on="variable")
    members = consistency.agreed_spells(frozen, second.good)
    found = pd.concat([measured.astype({"weak": object}), members, pages], ignore_index=True)
    target = project.root / "analysis" / "results" / "minilaterals-consistency.csv"
    found.to_csv(target, index=False, lineterminator="\n", float_format="%.10g")
    open_ones = int(logged["decision"].isna().sum())
    say(f"{codes['minilateral_id'].nunique()} forums coded twice; {len(logged)} disagreements, {open_ones} undecided.")


def outside(project: Project, say: Say) -> None:
    """Write our forums against IIGO, MIGO and COW's IGOs, which must be at hand among the raw sources."""
    from entente.datasets.forums import outside as other
    from entente.datasets.forums.files import folder
    from entente.datasets.minilaterals import merge
    from entente.sources import cow_igo, informal_igos
    from entente.tables.store import read_text

    made, _ = merge()
    matched = read_text(folder() / "outside.csv", "data/curated/minilaterals/outside.csv")
    formal = tuple(sorted(matched.loc[matched["list"] == "cow", "body"].unique()))
    lists = pd.concat([informal_igos.read(), other.cow_lists(cow_igo.read(formal))], ignore_index=True)
    compared = other.against(lists, matched, made["minilaterals"], made["minilateral_members"])
    target = project.root / "analysis" / "results" / "minilaterals-outside.csv"
    compared.to_csv(target, index=False, lineterminator="\n")
    for row in other.unexplained(compared).itertuples(index=False):
        years = f"{row.our_year} (theirs {row.their_year})"
        say(f"{row.minilateral_id}, {row.list}: {years}; only ours: {row.only_ours}; only theirs: {row.only_theirs}")
    say(f"{len(compared)} comparisons written to {project.name(target)}")
