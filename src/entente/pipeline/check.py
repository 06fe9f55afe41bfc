"""`entente check`: what the project promises about its files, apart from what the tests look at."""

from collections.abc import Callable, Iterator

from entente.errors import EntenteError
from entente.pipeline.project import Project


def check(project: Project) -> list[str]:
    """Say everything that is wrong: newest release, local rows, sources, specs, forum files, what the site loads."""
    parts: list[tuple[str, Callable[[Project], Iterator[str]]]] = [
        ("release", _release),
        ("local rows", _local),
        ("sources", _sources),
        ("specs", _specs),
        ("minilaterals", _forums),
        ("site", _site),
    ]
    found = []
    for name, look in parts:
        try:
            found += [f"{name}: {each}" for each in look(project)]
        except EntenteError as error:
            found.append(f"{name}: {error}")
        except ModuleNotFoundError as error:  # what reads raw sources is not in the site's environment
            found.append(f"{name}: not looked at, for {error.name} is not installed; `make test` adds it.")
    return found


def _release(project: Project) -> Iterator[str]:
    from entente.release.verify import verify

    if project.newest_release is None:
        yield "there is none under data/releases; `entente release build` makes one from the raw sources."
    else:
        yield from map(str, verify(data=project.data))


def _local(project: Project) -> Iterator[str]:
    from entente.read import check_local

    if project.local_files:
        yield from map(str, check_local())


def _sources(_: Project) -> Iterator[str]:
    from entente.sources import declared

    if not declared():
        yield "data/sources.toml names none."


def _specs(project: Project) -> Iterator[str]:
    from entente.claims.spec import read_spec

    for claim in project.specs:
        read_spec(claim)
    if not project.specs:
        yield "there is none under analysis/specs."


def _forums(project: Project) -> Iterator[str]:
    from entente.datasets.forums.batch import read_batch

    for coder in ("forums", "second"):
        where = project.data / "curated" / "minilaterals" / coder
        if where.is_dir():
            yield from map(str, read_batch(where).problems)


def _site(project: Project) -> Iterator[str]:
    site = project.root / "_site"
    if site.is_dir():
        from entente.site.offline import loads

        yield from (f"{each} is fetched from elsewhere." for each in loads(site))
