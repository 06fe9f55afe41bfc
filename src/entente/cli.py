"""The command `entente`: one subcommand a line of work; what it does is imported when it is called."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from entente.errors import EntenteError, Told, told

Command = Callable[[argparse.Namespace], int]

FAILED, REFUSED = 1, 2  # something checked is not as promised; the command could not be carried out


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command; return 0, 1 (a check found something) or 2 (it could not be done, and why)."""
    parser = build_parser()
    chosen = parser.parse_args(arguments)
    command: Command = chosen.command
    try:
        return command(chosen)
    except EntenteError as error:
        print(f"entente: {error}", file=sys.stderr)
        return REFUSED
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("entente"):
            raise
        print(f"entente: {error.name} is not installed; `make test` adds what reads raw sources.", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # as in `entente codebook | head`
        sys.stderr.close()
        return 0
    except OSError as error:  # a folder that is a file, a disk that is full, a file that may not be read
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"entente: {where}{error.strerror or error}.", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("entente: stopped; what was finished is kept.", file=sys.stderr)
        return 130


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="entente", description="Data, fits and pages of the Entente project.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Command | None, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        if command:
            added.set_defaults(command=command)
        return added

    for name, command, text in (
        ("build", _build, "Run what has changed from data to results."),
        ("site", _site, "Run what has changed from data to pages, and write the site to _site/."),
    ):
        add(name, command, text).add_argument("--again", action="store_true", help="also what is up to date")
    add("check", _check, "Check the release, local rows, specs, and a built site.")
    _add_release(add("release", None, "Build, verify, compare or pack a release."))
    _add_diff(add("diff", _diff, "Say what changed between two releases."))
    cite = add("cite", _cite, "Print how to cite the release, or a table and its sources.")
    cite.add_argument("table", nargs="*", help="with the sources behind its rows; by default the release as a whole")
    _add_version(cite)
    codebook = add("codebook", _codebook, "Say what each column of a table means.")
    codebook.add_argument("table", nargs="*", help="by default every table")
    _add_sources(add("sources", None, "Verify or fetch the raw sources."))
    export = add("export", _export, "Write tables as CSV, Parquet or Stata.")
    export.add_argument("table", nargs="*", help="by default every table of the release")
    export.add_argument("--form", choices=["csv", "parquet", "stata"], default="csv")
    export.add_argument("--into", type=Path, default=Path("entente-export"), help="folder (default: %(default)s)")
    export.add_argument("--local", action="store_true", help="with your own rows from data/local")
    _add_version(export)
    _add_forums(add("forums", None, "For coders of minilaterals: merge, compare, look outside."))
    why = add("why", _why, "Say whether a divergence counts in the headline sample, and if not, why not.")
    why.add_argument("divergence_id")
    return parser


def _add_version(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", help="release (default: the newest)")


def _add_release(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="action")
    build = actions.add_parser("build", help="make the tables from raw sources and curated files")
    build.add_argument("--version", help="default: the newest draft, else the version in pyproject.toml")
    build.add_argument("--released-on", type=_day, metavar="DAY", help="day of publication (YYYY-MM-DD), from 1.0.0 on")
    build.set_defaults(command=_release_build)
    verify = actions.add_parser("verify", help="compare files with their hashes and check every table")
    _add_version(verify)
    verify.set_defaults(command=_release_verify)
    _add_diff(actions.add_parser("diff", help="say what changed between two releases"))
    pack = actions.add_parser("pack", help="write the folder that one deposits")
    pack.add_argument("into", type=Path, nargs="?", default=Path(), help="folder (default: here)")
    _add_version(pack)
    pack.set_defaults(command=_release_pack)


def _add_diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old")
    parser.add_argument("new")
    parser.set_defaults(command=_diff)


def _add_sources(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="action")
    for name, text in (("verify", "say what is there, missing or different"), ("fetch", "download what is missing")):
        action = actions.add_parser(name, help=text)
        action.add_argument("source", nargs="*", help="ids in data/sources.toml (default: all)")
        action.set_defaults(command=_sources_verify if name == "verify" else _sources_fetch)


def _add_forums(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="action")
    merge = actions.add_parser("merge", help="write the tables of the files that are fine; say what is wrong elsewhere")
    merge.add_argument("--into", type=Path, default=Path("entente-forums"), help="folder (default: %(default)s)")
    merge.set_defaults(command=_forums_merge)
    compare = actions.add_parser("compare", help="compare both coders: alphas, and the log of disagreements")
    compare.set_defaults(command=_forums_compare)
    outside = actions.add_parser("outside", help="compare with IIGO, MIGO and COW (needs ENTENTE_SOURCES)")
    outside.set_defaults(command=_forums_outside)


def _say(line: str) -> None:
    print(line, flush=True)


def _build(chosen: argparse.Namespace) -> int:
    from entente.pipeline.project import here
    from entente.pipeline.run import build, summary
    from entente.pipeline.work import work

    project = here()
    _say(summary(build(project, work(project, _say), _say, chosen.again)))
    return 0


def _site(chosen: argparse.Namespace) -> int:
    from entente.pipeline.project import here
    from entente.pipeline.run import site
    from entente.pipeline.work import work

    project = here()
    site(project, work(project, _say), _say, chosen.again)
    return 0


def _check(_: argparse.Namespace) -> int:
    from entente.pipeline.check import check
    from entente.pipeline.project import here

    return _report(check(here()), "Release, local rows, sources, specs and site are as promised.")


def _report(lines: Sequence[Told], fine: str) -> int:
    for each in lines:
        print(each)
    print(f"{sum(each.of for each in lines):,} problem(s)." if lines else fine)
    return FAILED if lines else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day of the calendar; write YYYY-MM-DD.") from error


def _release_build(chosen: argparse.Namespace) -> int:
    from entente.pipeline.work import draft_version
    from entente.release.build import build
    from entente.release.stored import is_draft

    version = chosen.version or draft_version()
    if not is_draft(version) and chosen.released_on is None:  # said before the tables are built, not after
        raise EntenteError(f"release {version}: has no day of publication; add --released-on YYYY-MM-DD.")
    print(build(version, released_on=chosen.released_on, say=_say))
    return 0


def _release_verify(chosen: argparse.Namespace) -> int:
    from entente.release.verify import verify

    return _report(told(verify(chosen.version)), "The release is whole and keeps what its descriptor promises.")


def _diff(chosen: argparse.Namespace) -> int:
    from entente.release.diff import diff, summary

    changes = diff(chosen.old, chosen.new)
    print(summary(changes).to_string(index=False) if changes else "No table changed.")
    for each in changes:
        for what, frame in (("added", each.added), ("removed", each.removed), ("changed", each.changed)):
            if len(frame):
                print(f"\n{each.table}, {what}\n{frame.to_csv(index=False).rstrip()}")
    return 0


def _release_pack(chosen: argparse.Namespace) -> int:
    from entente.release.cite import owners_to_ask
    from entente.release.pack import pack
    from entente.release.stored import open_release

    print(pack(chosen.into, chosen.version))
    for source, title in owners_to_ask(open_release(chosen.version))[["source_id", "title"]].itertuples(index=False):
        print(f"Ask the owner before a public deposit: {title} ({source})")
    return 0


def _cite(chosen: argparse.Namespace) -> int:
    from entente.release.cite import cite, cite_release

    parts = [cite(table, chosen.version) for table in chosen.table] or [cite_release(chosen.version)]
    print("\n\n".join(parts))
    return 0


def _codebook(chosen: argparse.Namespace) -> int:
    from entente.tables.codebook import codebook_markdown
    from entente.tables.schema import load_schema, schema_names

    print("\n".join(codebook_markdown(load_schema(table)) for table in chosen.table or schema_names()))
    return 0


def _sources_verify(chosen: argparse.Namespace) -> int:
    from entente.sources import folder, verify
    from entente.sources.files import FETCH

    found = verify(chosen.source or None)
    for path, status in found.items():
        print(f"{status:10} {path}")
    root = folder()
    if root is None:
        print("ENTENTE_SOURCES names no folder.")
    elif not root.is_dir():
        print(f"ENTENTE_SOURCES names {root}, which is no folder.")
    elif "missing" in found.values():
        print(f"missing: {FETCH}")
    if "different" in found.values():
        print("different: restore the stated version, or review the new one and state its hash in data/sources.toml.")
    bad = sum(status != "there" for status in found.values())
    print(f"{len(found) - bad} of {len(found)} files are there and are those meant.")
    return FAILED if bad else 0


def _sources_fetch(chosen: argparse.Namespace) -> int:
    from entente.sources.fetch import fetch

    found = fetch(chosen.source or None, _say)
    for path, status in found.items():
        print(f"{status:10} {path}")
    return 0 if all(status in ("there", "fetched") for status in found.values()) else FAILED


def _export(chosen: argparse.Namespace) -> int:
    from entente.export import export
    from entente.release.stored import open_release

    release = open_release(chosen.version)
    tables = [release.table(name).name for name in chosen.table or release.tables]  # all known before one is written
    for table in tables:
        print(export(table, chosen.into, chosen.form, chosen.version, chosen.local))
    return 0


def _forums_merge(chosen: argparse.Namespace) -> int:
    from entente.pipeline.forums import tables

    return FAILED if tables(chosen.into, _say) else 0


def _forums_compare(_: argparse.Namespace) -> int:
    from entente.pipeline.forums import compare
    from entente.pipeline.project import here

    compare(here(), _say)
    return 0


def _forums_outside(_: argparse.Namespace) -> int:
    from entente.pipeline.forums import outside
    from entente.pipeline.project import here

    outside(here(), _say)
    return 0


def _why(chosen: argparse.Namespace) -> int:
    from entente.claims.reasons import explain

    print(explain(chosen.divergence_id))
    return 0


if __name__ == "__main__":
    sys.exit(main())
