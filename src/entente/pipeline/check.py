"""`entente check`: what the project promises about its files, apart from what the tests look at."""

from collections.abc import Callable, Collection, Iterator

from entente.errors import BadSpec, EntenteError, Told, told
from entente.pipeline.project import Project


def _release(project: Project) -> Iterator[str]:
    from entente.release.verify import verify

    if project.newest_release is None:
        yield "there is none under data/releases; `entente release build` makes one from the raw sources."
    else:
        yield from told(verify(data=project.data))


def _local(_: Project) -> Iterator[str]:
    from entente.read import check_local

    yield from told(check_local())


def _sources(_: Project) -> Iterator[str]:
    from entente.sources import declared

    if not declared():
        yield "data/sources.toml names none."


def _specs(project: Project) -> Iterator[str]:
    from entente.claims.spec_file import read_spec, read_toml
    from entente.pipeline.named import wrong_names

    for claim in project.specs:
        try:
            yield from map(str, wrong_names(read_spec(claim)))
        except BadSpec as error:  # each of them is said
            yield str(error)
    register = project.root / "analysis" / "register.toml"
    if register.is_file():
        read_toml(register)
    if not project.specs:
        yield "there is none under analysis/specs."


def _forums(project: Project) -> Iterator[str]:
    from entente.datasets.forums.batch import read_batch

    for coder in ("forums", "second"):
        where = project.data / "curated" / "minilaterals" / coder
        if where.is_dir():
            yield from told(read_batch(where).problems)


def _site(project: Project) -> Iterator[str]:
    site = project.root / "_site"
    if site.is_dir():
        from entente.site.loads import loads

        yield from (f"{each} is fetched from elsewhere." for each in loads(site))


PARTS: dict[str, Callable[[Project], Iterator[str]]] = {
    "release": _release,
    "local rows": _local,
    "sources": _sources,
    "specs": _specs,
    "minilaterals": _forums,
    "site": _site,
}


def check(project: Project, say: Callable[[str], None] = print, parts: Collection[str] = tuple(PARTS)) -> list[Told]:
    """Say everything that is wrong: newest release, local rows, sources, specs, forum files, what the site loads.

    The first problems of a kind are said one by one, then a line says how many more there are.

    `say` is told what cannot be looked at here, which is no problem of the project's. `parts` are those looked at.
    """
    found: list[Told] = []
    for name in parts:
        try:
            for each in PARTS[name](project):  # what was found before an error stays
                found.append(Told(f"{name}: {each}", each.of if isinstance(each, Told) else 1))
        except EntenteError as error:
            found.append(Told(f"{name}: {error}", len(getattr(error, "problems", ())) or 1))
        except ModuleNotFoundError as error:  # what reads raw sources is not in the site's environment
            if (error.name or "").startswith("entente"):
                raise
            say(f"{name}: not looked at, for {error.name} is not installed; `make test` adds it.")
    return found
