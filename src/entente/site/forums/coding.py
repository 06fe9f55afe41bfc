"""The generated parts of the coding page; its own are counts, files, other lists and weakest points."""

from collections import Counter
from html import escape

from entente.errors import BrokenPage
from entente.report.words import number
from entente.site.forums.agreement import consistency
from entente.site.forums.checks import checks
from entente.site.forums.material import Forum, Forums, records
from entente.site.forums.page import completeness
from entente.site.forums.passes import chosen, headline, passes
from entente.site.forums.proof import sureness
from entente.site.forums.reading import reading
from entente.site.forums.reasons import stale
from entente.site.forums.weak import explained, mark
from entente.site.forums.words import FEATURES, REGIONS, SELECTIONS, STATUSES, csv_address, html, table

GONE = {"AUH": "Austria-Hungary"}  # in another list, and gone before our table of states begins
OUTSIDE = "data/curated/minilaterals/outside.csv"
FILES = {
    "first_codes.csv": "first codes, as they were",
    "adjudication.csv": "where two codings differ",
    "adjudication_changes.csv": "what the decisions changed",
    "second_reading.csv": "what the second reading found",
    "error_check.csv": "checks of facts",
}


def parts(all_of: Forums | None) -> dict[str, str]:
    """Make the generated parts of the coding page by name."""
    if all_of is None:
        nothing = "This comes with the first release that holds the forums.\n"
        names = (
            "headline",
            "passes",
            "chosen",
            "counts",
            "files",
            "consistency",
            "reading",
            "errors",
            "outside",
            "weakest",
        )
        return {f"forums-{name}": nothing for name in names}
    return {
        "forums-headline": html(headline(all_of)),
        "forums-passes": html(passes(all_of)),
        "forums-chosen": html(chosen(all_of)),
        "forums-counts": html(_counts(all_of)),
        "forums-consistency": html(consistency(all_of)),
        "forums-files": html(_files(all_of)),
        "forums-reading": html(reading(all_of)),
        "forums-errors": html(checks(all_of)),
        "forums-outside": html(_outside(all_of)),
        "forums-weakest": html(_weakest(all_of)),
    }


def _counts(all_of: Forums) -> str:
    inside = [forum for forum in all_of.forums if forum.row["frame"] == "inside"]
    ways = {
        "Decade of founding or proposal": Counter(f"{forum.row['founded_on'][:3]}0s" for forum in inside),
        "Region": Counter(REGIONS[forum.row["region"]] for forum in inside),
        "Status": Counter(STATUSES[forum.row["status"]] for forum in inside),
        "Way into the set": Counter(SELECTIONS[forum.row["selection"]] for forum in inside),
    }
    gone = sum(forum.row["status"] in ("ended", "absorbed", "stillborn", "proposed") for forum in inside)
    lines = [
        f"<p>{number(len(all_of.forums))} forums, {number(len(inside))} of them inside the frame and counted below; "
        f"{gone} of these have ended, were absorbed, never met or were only proposed. "
        f"{sum(bool(forum.activity) for forum in inside)} have dated meetings or outputs.</p>"
    ]
    for title, counted in ways.items():
        order = sorted(counted.items(), key=lambda each: each[0] if title.startswith("Decade") else -each[1])
        cells = [[escape(name), str(count)] for name, count in order]
        lines.append(table([title, "Forums"], cells, f"Forums by {title[0].lower()}{title[1:]}"))
    return "\n".join(lines)


def _files(all_of: Forums) -> str:
    """Offer the rows behind the passes, each file as it is kept."""
    links = " ".join(
        f'<a href="{csv_address(content)}" download="{name}">{FILES.get(name, name)}</a>'
        for name, content in all_of.files.items()
    )
    return f'<p class="door-line"><span>Rows as CSV:</span> {links}</p>' if links else ""


def _outside(all_of: Forums) -> str:
    if all_of.outside.empty:
        return "<p>Not yet compared.</p>"
    names = {forum.id: forum.row["name"] for forum in all_of.forums}
    compared = records(all_of.outside)
    if wrong := stale(compared):
        raise BrokenPage(OUTSIDE, wrong, "Mend the reason there and run `entente forums outside`.")
    same_year = sum(each["our_year"] == each["their_year"] for each in compared)
    same = sum(not each["only_ours"] and not each["only_theirs"] for each in compared)
    rows = [
        [
            escape(names.get(each["minilateral_id"], each["minilateral_id"])),
            each["list"].upper(),
            f"{each['our_year']} / {each['their_year'] or '–'}",
            _states(each["only_ours"], all_of),
            _states(each["only_theirs"], all_of),
            escape(each["explanation"]),
        ]
        for each in compared
        if each["explanation"] or each["only_ours"] or each["only_theirs"] or each["our_year"] != each["their_year"]
    ]
    return (
        f"<p>{number(len(compared))} comparisons: the same founding year in {same_year}, "
        f"the same full members in {same}.</p>"
        + table(["Forum", "List", "Year, ours / theirs", "Only ours", "Only theirs", "Why"], rows, "Where we differ")
    )


def _weakest(all_of: Forums) -> str:
    known = Counter(key for forum in all_of.forums for key in FEATURES if forum.row[key] != "unknown")
    rows = [
        [
            escape(label) + mark(key, all_of.weak),
            f"{known[key]} of {len(all_of.forums)}",
            _share(str(known[key] / len(all_of.forums))),
        ]
        for key, label in sorted(FEATURES.items(), key=lambda each: known[each[0]])
    ]
    totals: Counter[str] = Counter()
    for forum in all_of.forums:
        totals.update(sureness(forum))
    facts = sum(totals.values())
    sure = ", ".join(f"{level} for {number(totals[level])} ({_share(str(totals[level] / facts))})" for level in totals)
    worst = sorted(all_of.forums, key=_low_share, reverse=True)[:10]
    items = "".join(
        f'<li><a href="../forums/{forum.id}.html">{escape(forum.row["name"])}</a>: confidence low for '
        f"{sureness(forum)['low']} of {sum(sureness(forum).values())} facts, {completeness(forum)[0]} of "
        f"{completeness(forum)[1]} design features known</li>"
        for forum in worst
    )
    return (
        f"<p>{number(facts)} coded facts. Confidence {sure}.</p>"
        + table(["Design feature", "Known", "Share"], rows, "How often each design feature is known")
        + explained(all_of.weak & set(FEATURES))
        + f"<p>Forums with the largest share of facts at low confidence:</p><ul>{items}</ul>"
    )


def _low_share(forum: Forum) -> float:
    sure = sureness(forum)
    return sure["low"] / max(sum(sure.values()), 1)


def _states(ids: str, all_of: Forums) -> str:
    return escape(", ".join(all_of.names.get(each, GONE.get(each, each)) for each in ids.split()))


def _share(text: str) -> str:
    return f"{round(float(text) * 100)}%" if text else ""
