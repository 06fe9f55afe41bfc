"""Where the rows come from (tables `sources` and `source_files`), as `data/sources.toml` states it."""

from collections.abc import Mapping

import pandas as pd

from entente.sources import declared

TABLES = ("sources", "source_files")
NEEDS: tuple[str, ...] = ()  # what it states of a file needs no file
AFTER: tuple[str, ...] = ()


def build(built: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Make one row per source and one per file of a source."""
    del built  # needs no other table
    stated = declared().values()
    columns = ["source_id", "title", "version", "url", "release_use", "terms", "citation"]
    sources = [
        (each.id, each.title, each.version, each.url, each.release_use, each.terms, each.citation) for each in stated
    ]
    files = [(each.id, file.path, file.sha256) for each in stated for file in each.files]
    return {
        "sources": pd.DataFrame(sources, columns=columns),
        "source_files": pd.DataFrame(files, columns=["source_id", "path", "sha256"]),
    }
