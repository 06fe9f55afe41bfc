"""The page of one forum: what it is, how sure we are, members, agenda, activity, design, evidence, files."""

import csv
import io
from html import escape

from entente.report.words import number
from entente.site.forums.differences import differences
from entente.site.forums.life import FRAME, beginning, dated, fate, never_met, outside
from entente.site.forums.material import Forum, Forums, Rows
from entente.site.forums.members import members, now
from entente.site.forums.proof import BRACKETS, DAGGER, confidence, disputes, documents, marks, sureness
from entente.site.forums.weak import explained, mark
from entente.site.forums.words import (
    FEATURES,
    LEGAL,
    REGIONS,
    SELECTIONS,
    csv_address,
    day,
    html,
    margin,
    plain,
    table,
)

DATED = {
    "signed_on": ("Legal text signed", "a signature"),
    "first_meeting_on": ("First meeting", "a first meeting"),
    "in_force_from": ("Entry into force", "an entry into force"),
}
CODERS = {"B": "; taken over from the second coding", "adjudicator": "; read to decide between two codings"}
CODED = (  # on each page: who lands here from a search has met no other
    'Coded by <a href="../notebooks/minilaterals-coding.html">automated reading</a> of published pages; no human '
    "expert has checked it."
)


def page(forum: Forum, all_of: Forums) -> str:
    """Write a forum's page as Markdown with raw HTML, for either renderer."""
    row = forum.row
    issue = all_of.issues.get(row["issue_id"], row["issue_id"])
    line = f"{issue}. {REGIONS[row['region']]}. {fate(row)}"
    head = f"---\ntitle: {_quoted(row['name'])}\ndescription: {_quoted(line)}\ntoc: false\n---\n\n"
    answer = f'<div class="answer"><p>{escape(row["summary"])}</p><p class="covers">{_covers(forum)}</p></div>'
    parts = [
        _facts(forum, all_of),
        members(forum, all_of),
        _agenda(forum, all_of),
        _activity(forum, all_of),
        _design(forum, all_of),
        _not_found(forum),
        differences(forum, all_of),
        _evidence(forum),
        _doors(forum, all_of),
    ]
    return "\n".join([head + html(answer), margin(_margin(forum, all_of)), html("\n".join(parts))])


def completeness(forum: Forum) -> tuple[int, int]:
    """Count the design features that are known, and all of them."""
    return sum(forum.row[each] != "unknown" for each in FEATURES), len(FEATURES)


def _covers(forum: Forum) -> str:
    row = forum.row
    others = f"Also called {escape(row['alt_names'].replace(';', ', '))}. " if row["alt_names"] else ""
    why = outside(forum)
    frame = (
        f'<a href="{FRAME}">Outside the frame</a> ({escape(why)}), so left out of the counts of the set. '
        if why
        else ""
    )
    return f"{others}{frame}In the set because: {SELECTIONS[row['selection']].lower()}."


def _margin(forum: Forum, all_of: Forums) -> dict[str, str]:
    """List what the page rests on, for the margin."""
    row = forum.row
    read = max((each["accessed_on"] for each in forum.evidence), default="")
    return {
        "Data release": all_of.version,
        "Documents": number(len(documents(forum))),
        "Confidence high": confidence(forum),
        "Named" if row["status"] == "proposed" else "Members over time": number(
            len({each["state_id"] for each in forum.members})
        ),
        "Meetings and outputs": number(len(forum.activity)),
        "Last read": day(read, "day"),
    }


def _facts(forum: Forum, all_of: Forums) -> str:
    row = forum.row
    whose = {"proposed": "Named", "stillborn": "In the announcement"}.get(row["status"], "Full members")
    whose += " at the end" if row["ended_on"] else ""
    end = (
        f"<p>Ended {escape(dated(row, 'ended_on'))} ({escape(plain(row['end_mode']))}"
        f"{mark('end_mode', all_of.weak)}) {marks(forum, 'minilaterals', forum.id, 'ended_on')}</p>"
        if row["ended_on"]
        else ""
    )
    known, features = completeness(forum)
    sure = sureness(forum)
    noun = "confidence "
    sign = "act for it" if row["status"] == "proposed" else "sign of life"
    return (
        '<div class="sure">'
        f"<div><h2>{beginning(row)}</h2><p>{escape(dated(row, 'founded_on'))}{mark('founded_on', all_of.weak)}. "
        f"{escape(row['founding_act'])} {marks(forum, 'minilaterals', forum.id, 'founded_on', noun=noun)}</p></div>"
        f"<div><h2>{whose}</h2><p>{_now(forum, all_of)} ({len(now(forum))})</p></div>"
        f"<div><h2>Last {sign} found</h2><p>{escape(dated(row, 'last_sign_on'))}. {escape(row['last_sign'])} "
        f"{marks(forum, 'minilaterals', forum.id, 'status', noun=noun)}</p>{end}</div>"
        f"<div><h2>How sure</h2><p>{sum(sure.values())} facts coded: confidence high for {sure['high']}, medium for "
        f"{sure['medium']}, low for {sure['low']}. {known} of {features} design features known. {CODED}</p>"
        f"{explained(all_of.weak)}</div></div>"
    )


def _now(forum: Forum, all_of: Forums) -> str:
    """Name the present or last full members; one of whom a page says otherwise bears a mark that leads to the table."""
    doubt = disputes(forum, all_of)
    held = [each for each in forum.members if each["state_id"] in now(forum)]
    marked = {
        each["state_id"]
        for each in held
        if each["membership_id"] in doubt and (not each["valid_to"] or each["ended_with_forum"] == "true")
    }
    names = {state: all_of.names.get(state, state) for state in now(forum)}
    sign = f' <a class="noted" href="#members" title="{escape(DAGGER[3:], quote=True)}">†</a>'
    order = sorted(names, key=lambda state: names[state].casefold())
    listed = [escape(names[state]) + (sign if state in marked else "") for state in order]
    return ", ".join(listed) or "–"


def _agenda(forum: Forum, all_of: Forums) -> str:
    first = "issue of the proposal" if forum.row["status"] == "proposed" else "founding issue"
    rows = [
        [
            escape(all_of.issues.get(each["issue_id"], each["issue_id"])),
            f"{dated(each, 'valid_from')} {marks(forum, 'minilateral_agenda', each['agenda_id'], 'valid_from')}",
            f"{first}{mark('issue_id', all_of.weak)}" if each["issue_id"] == forum.row["issue_id"] else "",
        ]
        for each in _sorted(forum.agenda, "issue_id")
    ]
    return '<h2 id="agenda">Agenda</h2>\n' + table(
        ["Issue", "From", "Role"], rows, f"Issues, and since when. {BRACKETS}"
    )


def _activity(forum: Forum, all_of: Forums) -> str:
    title = '<h2 id="activity">Meetings and outputs found</h2>\n'
    if not forum.activity:
        return title + "<p>None was found.</p>"
    rows = [
        [
            escape(dated(each, "held_on")),
            plain(each["kind"]),
            plain(each["level"]),
            escape(each["title"]) + (f", {escape(each['place'])}" if each["place"] else ""),
            escape(all_of.issues.get(each["issue_id"], "")),
            marks(forum, "minilateral_activity", each["activity_id"], "held_on"),
        ]
        for each in _sorted(forum.activity, "activity_id", first="held_on")
    ]
    head = ["Date", "Kind", "Level", "What", "Issue", "Evidence"]
    return title + table(head, rows, f"A selection: a year without a row is not a year without a meeting. {BRACKETS}")


def _design(forum: Forum, all_of: Forums) -> str:
    rows = [
        [
            escape(label) + mark(key, all_of.weak),
            escape(_feature(key, forum.row[key])),
            marks(forum, "minilaterals", forum.id, key),
        ]
        for key, label in FEATURES.items()
    ]
    dates = [
        [escape(title), escape(dated(forum.row, key)), marks(forum, "minilaterals", forum.id, key)]
        for key, (title, _) in DATED.items()
        if forum.row[key]
    ]
    return '<h2 id="design">Design</h2>\n' + table(
        ["Feature", "Coded", "Evidence"], rows + dates, f"Design of the forum. {BRACKETS}"
    )


def _not_found(forum: Forum) -> str:
    unknown = [FEATURES[each].lower() for each in FEATURES if forum.row[each] == "unknown"]
    missing = [] if never_met(forum.row) else [f"of {words}" for key, (_, words) in DATED.items() if not forum.row[key]]
    bounds = sum(each["valid_from_bound"] != "" for each in (*forum.members, *forum.agenda))
    said = [
        f"Not known: {', '.join(unknown)}." if unknown else "",
        f"No date {_or(missing)} was found (or there was none)." if missing else "",
        f"{bounds} first day{'s are only limits' if bounds > 1 else ' is only a limit'} (“not later than”)."
        if bounds
        else "",
        "Nothing was found that shows whether it still lives." if forum.row["status"] == "unknown" else "",
    ]
    items = "".join(f"<li>{escape(each)}</li>" for each in said if each)
    body = f"<ul>{items}</ul>" if items else "<p>Everything that the manual asks for was found.</p>"
    return f'<h2 id="not-found">What we looked for and did not find</h2>\n{body}'


def _or(words: list[str]) -> str:
    """Join words, the last by "or"."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _feature(key: str, code: str) -> str:
    return LEGAL.get(code, plain(code)) if key == "legal_basis" else plain(code)


def _evidence(forum: Forum) -> str:
    """List the documents, each with an anchor of its own and the facts that it carries."""
    items = []
    for key, held in documents(forum).items():
        each = held[0]
        on = f", {day(each['published_on'], each['published_on_precision'])}" if each["published_on"] else ""
        where = f", {each['locator']}" if each["locator"] else ""
        conflict = f"<br><em>Disagrees or is open:</em> {escape(each['conflict'])}" if each["conflict"] else ""
        items.append(
            f'<li id="{escape(key)}" value="{escape(key[1:])}"><a href="{escape(each["url"], quote=True)}">'
            f"{escape(each['title'])}</a>{escape(on + where)} "
            f"({each['grade']}; read {day(each['accessed_on'], 'day')}).<br>"
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
