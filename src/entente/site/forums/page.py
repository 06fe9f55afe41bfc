"""The page of one forum: what it is, how sure we are, members, agenda, activity, design, evidence, files."""

import csv
import io
from collections import Counter
from html import escape

from entente.site.forums.differences import differences
from entente.site.forums.material import Forum, Forums, Rows
from entente.site.forums.timeline import timeline
from entente.site.forums.weak import explained, mark
from entente.site.forums.words import FEATURES, REGIONS, STATUSES, TIERS, csv_address, day, html, plain, table

DATED = {"signed_on": "a signature", "first_meeting_on": "a first meeting", "in_force_from": "an entry into force"}
FOUNDING = "For the founding this means the exact day, on which founders and founding issues begin below."
CODED_ON = "2026-11-22"
CODERS = {"B": "; taken over from the second coding", "adjudicator": "; read to decide between two codings"}


def page(forum: Forum, all_of: Forums) -> str:
    """Write a forum's page as Markdown with raw HTML, for either renderer."""
    row = forum.row
    issue = all_of.issues.get(row["issue_id"], row["issue_id"])
    line = f"{issue}. {REGIONS[row['region']]}. Founded {row['founded_on'][:4]}, {STATUSES[row['status']]}."
    head = f"---\ntitle: {_quoted(row['name'])}\ndescription: {_quoted(line)}\ntoc: false\n---\n\n"
    parts = [
        f'<div class="answer"><p>{escape(row["summary"])}</p><p class="covers">{escape(_covers(row))}</p></div>',
        _facts(forum, all_of),
        _members(forum, all_of),
        _agenda(forum, all_of),
        _activity(forum, all_of),
        _design(forum, all_of),
        _not_found(forum),
        differences(forum, all_of),
        _evidence(forum),
        _doors(forum, all_of),
    ]
    return head + html("\n".join(parts))


def completeness(forum: Forum) -> tuple[int, int]:
    """Count the design features that are known, and all of them."""
    return sum(forum.row[each] != "unknown" for each in FEATURES), len(FEATURES)


def sureness(forum: Forum) -> dict[str, int]:
    """Count facts by confidence."""
    held = Counter(sure for _, sure in forum.proof.values())
    return {each: held[each] for each in ("high", "medium", "low")}


def marks(forum: Forum, name: str, row_id: str, field: str) -> str:
    """Write the links from a fact to its evidence, further down on the page."""
    if (name, row_id, field) not in forum.proof:
        return ""
    documents, sure = forum.proof[name, row_id, field]
    links = [f'<a href="#{each}" aria-label="evidence {each[1:]}">{escape(each[1:])}</a>' for each in documents]
    return f'<small class="proof">[{", ".join(links)}] {sure}</small>'


def _covers(row: dict[str, str]) -> str:
    others = f"Also: {row['alt_names'].replace(';', ', ')}. " if row["alt_names"] else ""
    frame = "" if row["frame"] == "inside" else "Outside our frame (larger or older): left out of counts. "
    chosen = {
        "purposive": "Chosen by hand.",
        "sampled": "Drawn at random.",
        "register": "Named in a claim that we test.",
    }
    return others + frame + chosen[row["selection"]]


def _dated(row: dict[str, str], name: str) -> str:
    return day(row[name], row[f"{name}_precision"], row.get(f"{name}_bound", ""))


def _facts(forum: Forum, all_of: Forums) -> str:
    row = forum.row
    full = [each for each in forum.members if each["tier"] in ("core", "named")]
    now = {each["state_id"] for each in full if not each["valid_to"] or each["ended_with_forum"] == "true"}
    names = ", ".join(sorted({all_of.names.get(each, each) for each in now}))
    whose = (
        "Named" if row["status"] == "proposed" else "Full members" if not row["ended_on"] else "Full members at the end"
    )
    end = (
        f"<p>Ended {escape(_dated(row, 'ended_on'))} ({escape(plain(row['end_mode']))}"
        f"{mark('end_mode', all_of.weak)}) {marks(forum, 'minilaterals', forum.id, 'ended_on')}</p>"
        if row["ended_on"]
        else ""
    )
    known, features = completeness(forum)
    sure = sureness(forum)
    return (
        '<div class="sure">'
        f"<div><h2>Founded</h2><p>{escape(_dated(row, 'founded_on'))}{mark('founded_on', all_of.weak)}. "
        f"{escape(row['founding_act'])} {marks(forum, 'minilaterals', forum.id, 'founded_on')}</p></div>"
        f"<div><h2>{whose}</h2><p>{escape(names) or '–'} ({len(now)})</p></div>"
        f"<div><h2>Last sign of life found</h2><p>{escape(_dated(row, 'last_sign_on'))}. {escape(row['last_sign'])} "
        f"{marks(forum, 'minilaterals', forum.id, 'status')}</p>{end}</div>"
        f"<div><h2>How sure</h2><p>{sum(sure.values())} facts coded: confidence high for {sure['high']}, medium for "
        f"{sure['medium']}, low for {sure['low']}. {known} of {features} design features known.</p>"
        f"{explained(all_of.weak, founding=FOUNDING)}</div></div>"
    )


def _members(forum: Forum, all_of: Forums) -> str:
    row = forum.row
    latest = max(
        each
        for each in (
            row["last_sign_on"],
            row["ended_on"],
            *(one["valid_to"] for one in forum.members),
            row["founded_on"],
        )
        if each
    )
    last = CODED_ON if row["status"] in ("active", "dormant", "unknown") and not row["ended_on"] else latest
    last = max(last, latest)
    rows = [
        [
            escape(all_of.names.get(each["state_id"], each["state_id"]))
            + (f"<br><small>{escape(each['represented_by'])}</small>" if each["represented_by"] else ""),
            TIERS[each["tier"]],
            f"{_dated(each, 'valid_from')} {marks(forum, 'minilateral_members', each['membership_id'], 'valid_from')}",
            _until(forum, each),
        ]
        for each in _sorted(forum.members, "state_id")
    ]
    drawn = timeline(forum.members, all_of.names, row["founded_on"], last)
    foot = "Thick bars: full members; thinner: lower ranks. A tick: known to the day. To the right edge: no end seen."
    return (
        f'<h2 id="members">Members by tier and time</h2>\n<figure class="chart">{drawn}'
        f'<p class="chart-foot">{foot}</p></figure>\n'
        + table(["Member", "Tier", "From", "To"], rows, "Members, spell by spell")
    )


def _until(forum: Forum, each: dict[str, str]) -> str:
    if each["ended_with_forum"] == "true":
        return "the forum’s end"
    if not each["valid_to"]:
        return "no end seen"
    return (
        f"{_dated(each, 'valid_to')} ({escape(plain(each['end_mode']))}) "
        f"{marks(forum, 'minilateral_members', each['membership_id'], 'valid_to')}"
    )


def _agenda(forum: Forum, all_of: Forums) -> str:
    rows = [
        [
            escape(all_of.issues.get(each["issue_id"], each["issue_id"])),
            f"{_dated(each, 'valid_from')} {marks(forum, 'minilateral_agenda', each['agenda_id'], 'valid_from')}",
            f"founding issue{mark('issue_id', all_of.weak)}" if each["issue_id"] == forum.row["issue_id"] else "",
        ]
        for each in _sorted(forum.agenda, "issue_id")
    ]
    return '<h2 id="agenda">Agenda</h2>\n' + table(["Issue", "From", ""], rows, "Issues, and since when")


def _activity(forum: Forum, all_of: Forums) -> str:
    title = '<h2 id="activity">Meetings and outputs found</h2>\n'
    if not forum.activity:
        return title + "<p>None was found.</p>"
    rows = [
        [
            escape(_dated(each, "held_on")),
            plain(each["kind"]),
            plain(each["level"]),
            escape(each["title"]) + (f", {escape(each['place'])}" if each["place"] else ""),
            escape(all_of.issues.get(each["issue_id"], "")),
            marks(forum, "minilateral_activity", each["activity_id"], "held_on"),
        ]
        for each in _sorted(forum.activity, "activity_id", first="held_on")
    ]
    head = ["Date", "Kind", "Level", "What", "Issue", "Evidence"]
    return title + table(head, rows, "A selection: a year without a row is not a year without a meeting")


def _design(forum: Forum, all_of: Forums) -> str:
    rows = [
        [
            escape(label) + mark(key, all_of.weak),
            escape(plain(forum.row[key])),
            marks(forum, "minilaterals", forum.id, key),
        ]
        for key, label in FEATURES.items()
    ]
    dates = [
        [escape(f"Date of {words}"), escape(_dated(forum.row, key)), marks(forum, "minilaterals", forum.id, key)]
        for key, words in DATED.items()
        if forum.row[key]
    ]
    return '<h2 id="design">Design</h2>\n' + table(
        ["Feature", "Coded", "Evidence"], rows + dates, "Design of the forum"
    )


def _not_found(forum: Forum) -> str:
    unknown = [FEATURES[each].lower() for each in FEATURES if forum.row[each] == "unknown"]
    missing = [words for key, words in DATED.items() if not forum.row[key]]
    bounds = sum(each["valid_from_bound"] != "" for each in (*forum.members, *forum.agenda))
    said = [
        f"Not known: {', '.join(unknown)}." if unknown else "",
        f"No date of {', '.join(missing)} was found (or there was none)." if missing else "",
        f"{bounds} first days are only limits (“not later than”)." if bounds else "",
        "Nothing was found that shows whether it still lives." if forum.row["status"] == "unknown" else "",
    ]
    items = "".join(f"<li>{escape(each)}</li>" for each in said if each)
    body = f"<ul>{items}</ul>" if items else "<p>Everything that the manual asks for was found.</p>"
    return f'<h2 id="not-found">What we looked for and did not find</h2>\n{body}'


def _evidence(forum: Forum) -> str:
    """List the documents, each with an anchor of its own and the facts that it carries."""
    documents: dict[str, Rows] = {}
    for row in forum.evidence:
        documents.setdefault(row["evidence_id"].split(".")[1], []).append(row)
    items = []
    for number in sorted(documents, key=lambda each: (len(each), each)):
        held = documents[number]
        each = held[0]
        dated = f", {day(each['published_on'], each['published_on_precision'])}" if each["published_on"] else ""
        where = f", {each['locator']}" if each["locator"] else ""
        conflict = f"<br><em>Disagrees or is open:</em> {escape(each['conflict'])}" if each["conflict"] else ""
        items.append(
            f'<li id="{escape(number)}" value="{escape(number[1:])}"><a href="{escape(each["url"], quote=True)}">'
            f"{escape(each['title'])}</a>{escape(dated + where)} ({each['grade']}; read {each['accessed_on']}).<br>"
            f"{escape(each['shows'])}{conflict}<br><small>Carries {len(held)} coded "
            f"fact{'' if len(held) == 1 else 's'}{CODERS.get(each['coder'], '')}.</small></li>"
        )
    return f'<h2 id="evidence">Evidence</h2>\n<ol class="evidence">\n{chr(10).join(items)}\n</ol>'


def _doors(forum: Forum, all_of: Forums) -> str:
    kinds = {"members": forum.members, "agenda": forum.agenda, "activity": forum.activity, "evidence": forum.evidence}
    kinds = {"forum": [forum.row], **kinds}
    links = " ".join(
        f'<a href="{_csv(rows)}" download="{forum.id}-{kind}.csv">{kind}</a>' for kind, rows in kinds.items()
    )
    cite = (
        f"Entente project. {forum.row['name']}, in: Minilaterals, Entente data, version {all_of.version}"
        f"{' (draft: do not cite yet)' if all_of.version.startswith('0.') else ''}."
    )
    return (
        f'<p class="door-line"><span>Rows as CSV:</span> {links} '
        f'<a href="../notebooks/minilaterals.html">All forums</a> '
        f'<a href="../notebooks/minilaterals-coding.html">How they were coded</a></p>\n'
        f'<p id="cite">Cite: {escape(cite)}</p>'
    )


def _csv(rows: Rows) -> str:
    """Write rows as an address that the last step of the build turns into a file beside the page."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return csv_address(out.getvalue().encode())


def _sorted(rows: Rows, then: str, first: str = "valid_from") -> Rows:
    return sorted(rows, key=lambda row: (row[first], row[then]))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
