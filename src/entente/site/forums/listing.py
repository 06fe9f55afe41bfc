"""The list of forums, by region, status and issue: filters that are links, so that they work without a script."""

from collections.abc import Callable
from html import escape

from entente.report.words import number
from entente.site.forums.life import FIRST, LARGEST, dated, full_members, never_met, outside
from entente.site.forums.material import Forum, Forums
from entente.site.forums.proof import documents
from entente.site.forums.weak import explained, mark
from entente.site.forums.words import REGIONS, STATUSES, html, margin, table

SHOWN = {"founded_on": "Founded or proposed", "region": "Region", "issue_id": "Founding issue", "status": "Status"}
FILTERS = {"region": "region", "status": "status", "issue": "issue_id"}

LIVE = """<script>
(function () {
  var box = document.createElement("input"), said = document.createElement("span");
  box.type = "search"; box.id = "forum-find"; box.setAttribute("aria-describedby", "forum-said");
  said.id = "forum-said"; said.setAttribute("role", "status");
  var label = document.createElement("label"); label.htmlFor = box.id; label.textContent = "Show only rows with ";
  var line = document.getElementById("forum-live"); line.append(label, box, " ", said);
  var rows = document.querySelectorAll("#all-forums tbody tr");
  box.addEventListener("input", function () {
    var wanted = box.value.toLowerCase().split(/\\s+/), shown = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      row.hidden = !wanted.every(function (word) { return text.indexOf(word) >= 0; });
      if (!row.hidden) { shown += 1; }
    });
    said.textContent = shown + " of " + rows.length;
  });
})();
</script>"""


def listing(all_of: Forums | None) -> str:
    """Write the list: a table of all, and the same forums grouped by region, status and issue, with counts."""
    if all_of is None:
        return "The forums come with the first release that holds them.\n"
    groups: list[tuple[str, str, dict[str, str], Callable[[Forum], str]]] = [
        ("By region", "region", REGIONS, lambda forum: forum.row["region"]),
        ("By status", "status", STATUSES, lambda forum: forum.row["status"]),
        ("By founding issue", "issue", all_of.issues, lambda forum: forum.row["issue_id"]),
    ]
    parts = [_frame(all_of), *(_choices(all_of, *each) for each in groups)]
    weak = all_of.weak & set(SHOWN)
    parts += [
        explained(weak, marked=SHOWN, founding="For the founding this means the exact day."),
        '<p id="forum-live"></p>',
    ]
    parts += ['<div id="all-forums">', _all(all_of), "</div>", LIVE]
    parts += [_grouped(all_of, *each) for each in groups]
    return html("\n".join(parts))


def facts(all_of: Forums | None) -> str:
    """Write what the list rests on, for its margin."""
    if all_of is None:
        return "The forums come with the first release that holds them.\n"
    inside = [forum for forum in all_of.forums if forum.row["frame"] == "inside"]
    return margin(
        {
            "Data release": all_of.version,
            "Forums": number(len(all_of.forums)),
            "Inside the frame": number(len(inside)),
            "Active": number(sum(forum.row["status"] == "active" for forum in all_of.forums)),
            "Proposed or announced, never met": number(sum(never_met(forum.row) for forum in all_of.forums)),
            "Members": number(len({each["state_id"] for forum in all_of.forums for each in forum.members})),
            "Meetings and outputs": number(sum(len(forum.activity) for forum in all_of.forums)),
            "Documents": number(sum(len(documents(forum)) for forum in all_of.forums)),
        }
    )


def _frame(all_of: Forums) -> str:
    """Say what the frame is, and which forums are outside it and why."""
    away = [(forum, outside(forum)) for forum in _by_name(all_of.forums) if outside(forum)]
    listed = "; ".join(
        f'<a href="../forums/{forum.id}.html">{escape(forum.row["name"])}</a> ({escape(why)})' for forum, why in away
    )
    frame = (
        f"The frame: small groups of states, up to about {LARGEST}, founded in {FIRST} or later on a specific issue."
    )
    counts = '<a href="minilaterals-coding.html#what-is-in-the-set">counts of the set</a>'
    held = (
        f" Marked as <em>outside the frame</em>: {listed}. The list and the numbers on this page hold them too; "
        f"the {counts} do not."
        if away
        else ""
    )
    return f'<p id="frame">{frame}{held}</p>'


def _choices(all_of: Forums, title: str, kind: str, words: dict[str, str], read: Callable[[Forum], str]) -> str:
    links = []
    for key, word in words.items():
        count = sum(read(forum) == key for forum in all_of.forums)
        if count:
            links.append(f'<a href="#{kind}-{key}">{escape(word)} ({count})</a>')
    named = title + mark(FILTERS[kind], all_of.weak)
    return f'<p class="door-line" id="{kind}"><span>{named}:</span> {" ".join(links)}</p>'


def _grouped(all_of: Forums, title: str, kind: str, words: dict[str, str], read: Callable[[Forum], str]) -> str:
    out = [f"<h2>{title}</h2>"]
    for key, word in words.items():
        held = [forum for forum in all_of.forums if read(forum) == key]
        if held:
            items = "".join(f"<li>{_link(forum)}, {_year(forum)}</li>" for forum in _by_name(held))
            out.append(f'<h3 id="{kind}-{key}">{escape(word)} ({len(held)})</h3>\n<ul>{items}</ul>')
    return "\n".join(out)


def _all(all_of: Forums) -> str:
    rows = [
        [
            _link(forum),
            escape(dated(forum.row, "founded_on")),
            escape(REGIONS[forum.row["region"]]),
            escape(all_of.issues.get(forum.row["issue_id"], "")),
            escape(STATUSES[forum.row["status"]]),
            *_members(forum, all_of),
        ]
        for forum in _by_name(all_of.forums)
    ]
    head = ["Forum", *(title + mark(name, all_of.weak) for name, title in SHOWN.items()), "Full members", "Others"]
    return table(head, rows, f"All {len(rows)} forums; members at any time")


def _members(forum: Forum, all_of: Forums) -> list[str]:
    """Write the cells of who was a full member at any time, and who only had a lesser rank or was named."""
    full = full_members(forum)
    others = {each["state_id"] for each in forum.members} - full
    if forum.row["status"] == "proposed":
        return ["", _names(others, all_of, " named")]
    return [_names(full, all_of), _names(others, all_of)]


def _names(held: set[str], all_of: Forums, what: str = "") -> str:
    if not held:
        return ""
    names = sorted((all_of.names.get(each, each) for each in held), key=str.casefold)
    return f"<details><summary>{len(held)}{what}</summary>{escape(', '.join(names))}</details>"


def _link(forum: Forum) -> str:
    away = "" if forum.row["frame"] == "inside" else ' <small>(<a href="#frame">outside the frame</a>)</small>'
    return f'<a href="../forums/{forum.id}.html">{escape(forum.row["name"])}</a>{away}'


def _year(forum: Forum) -> str:
    return f"{'proposed ' if forum.row['status'] == 'proposed' else ''}{forum.row['founded_on'][:4]}"


def _by_name(forums: "list[Forum] | tuple[Forum, ...]") -> list[Forum]:
    return sorted(forums, key=lambda forum: forum.row["name"].casefold())
