"""A data folder with a user's rows beside the repository's releases."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def data_with(root: Path, files: dict[str, str]) -> Path:
    """Make a data folder that is not the repository's: its releases, and local files by their table."""
    local = root / "data" / "local"
    local.mkdir(parents=True)
    for name in ("releases", "curated", "sources.toml"):
        (root / "data" / name).symlink_to(ROOT / "data" / name)
    (root / "analysis").symlink_to(ROOT / "analysis")
    for table, text in files.items():
        (local / f"{table}.csv").write_text(text)
    return root / "data"
