"""What changed between two releases, row by row."""

from dataclasses import dataclass

import pandas as pd

from entente.release.stored import Release, open_release
from entente.tables.schema import Schema


@dataclass(frozen=True, slots=True, eq=False)
class TableDiff:
    """Changes of one table.

    Attributes
    ----------
    added, removed : DataFrame
        Rows that only the new, only the old version holds, by primary key; whole tables where the other has none.
    changed : DataFrame
        One row per changed value: the key's columns, `column`, `old`, `new` (as text; missing is empty).
    columns_added, columns_removed : tuple of str
    """

    table: str
    added: pd.DataFrame
    removed: pd.DataFrame
    changed: pd.DataFrame
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        frames = (self.added, self.removed, self.changed)
        return any(len(frame) for frame in frames) or bool(self.columns_added or self.columns_removed)


def diff(old: str, new: str) -> list[TableDiff]:
    """Compare two releases; one entry per table that changed. An unchanged file is not read."""
    before, after = open_release(old), open_release(new)
    found = [_table(name, before, after) for name in sorted(set(before.tables) | set(after.tables))]
    return [each for each in found if each]


def summary(diffs: list[TableDiff]) -> pd.DataFrame:
    """Return one row per changed table: rows added, removed, changed."""
    rows = [(each.table, len(each.added), len(each.removed), _changed_rows(each.changed)) for each in diffs]
    return pd.DataFrame(rows, columns=["table", "added", "removed", "changed"])


def _changed_rows(changed: pd.DataFrame) -> int:
    if changed.empty:  # of a whole table that came or went it has no columns
        return 0
    return len(changed.drop(columns=["column", "old", "new"]).drop_duplicates())


def compare(name: str, old: pd.DataFrame, new: pd.DataFrame, key: list[str]) -> TableDiff:
    """Compare two typed frames by their key."""
    both = old.merge(new, on=key, how="outer", suffixes=("_old", "_new"), indicator="_side")
    keys = {side: both.loc[both["_side"] == side, key] for side in ("left_only", "right_only")}
    matched = both[both["_side"] == "both"]
    shared = [column for column in old.columns if column in new.columns and column not in key]
    changed = [_column(matched, key, column) for column in shared]
    empty = pd.DataFrame(columns=[*key, "column", "old", "new"])
    return TableDiff(
        table=name,
        added=keys["right_only"].merge(new, on=key).reindex(columns=new.columns),
        removed=keys["left_only"].merge(old, on=key).reindex(columns=old.columns),
        changed=pd.concat([each for each in changed if len(each)] or [empty], ignore_index=True),
        columns_added=tuple(column for column in new.columns if column not in old.columns),
        columns_removed=tuple(column for column in old.columns if column not in new.columns),
    )


def _column(matched: pd.DataFrame, key: list[str], column: str) -> pd.DataFrame:
    old, new = _text(matched[f"{column}_old"]), _text(matched[f"{column}_new"])
    moved = old != new
    return matched.loc[moved, key].assign(column=column, old=old[moved], new=new[moved])


def _text(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_dtype(values.dtype):
        values = values.dt.strftime("%Y-%m-%d")
    return values.astype("str").fillna("")


def _table(name: str, before: Release, after: Release) -> TableDiff:
    old, new = before.tables.get(name), after.tables.get(name)
    nothing = pd.DataFrame()
    if old is None and new is not None:
        return TableDiff(name, new.read(), nothing, nothing)
    if new is None and old is not None:
        return TableDiff(name, nothing, old.read(), nothing)
    if old is None or new is None or old.sha256 == new.sha256:
        return TableDiff(name, nothing, nothing, nothing)
    return compare(name, old.read(), new.read(), _key(old.schema, new.schema))


def _key(old: Schema, new: Schema) -> list[str]:
    """Return the new key if the old table has all its columns, else what both keys share."""
    if set(new.primary_key) <= set(old.columns):
        return list(new.primary_key)
    return [column for column in old.primary_key if column in new.columns]
