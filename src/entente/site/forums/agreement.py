"""How far two codings of the same forums agree: codes, pages cited, and members, which alpha does not measure."""

from html import escape

from entente.report.words import number, percent
from entente.site.forums.material import Forums, Rows, records
from entente.site.forums.weak import TABLE
from entente.site.forums.words import VARIABLES, table


def consistency(all_of: Forums) -> str:
    """Write how far two codings agree, variable by variable, in pages cited, and on members."""
    if all_of.consistency.empty:
        return "<p>Not yet measured.</p>"
    held = records(all_of.consistency)
    rows = [
        [
            escape(VARIABLES[each["variable"]]),
            percent(float(each["same"])),
            _number(each["alpha"], 3) or "not defined: no code differs",
            f"{_number(each['lower'])} to {_number(each['upper'])}" if each["lower"] else "",
            _number(each["alpha_sample"]),
            _number(each["alpha_rest"]),
            "weak" if each["weak"] == "True" else "",
        ]
        for each in held
        if each["level"] not in ("share", "spells")
    ]
    decided = int((all_of.log["decision"] != "").sum()) if len(all_of.log) else 0
    head = ["Variable", "Coded alike", "Alpha", "95% interval", "Sample", "Others", "Mark"]
    told = "each has" if decided == len(all_of.log) else f"{decided} of them have"
    log = f"{number(len(all_of.log))} codes differ; {told} a decision with its reason in the log."
    units = max((int(each["units"]) for each in held if each["alpha"]), default=0)
    shown = table(head, rows, f"Two codings of the same {units} forums")
    return f'{_shared_pages(held)}<div id="{TABLE}">{shown}</div>{_members(held)}<p>{log}</p>'


def _shared_pages(held: Rows) -> str:
    return "".join(
        f"<p>Of the {number(int(each['units']))} addresses that the second coder cites, the first cites "
        f"{percent(float(each['same']))} for the same forum: the two are not independent in what they read.</p>"
        for each in held
        if each["level"] == "share"
    )


def _members(held: Rows) -> str:
    """Say how far entries and exits of members agree."""
    by = {each["variable"]: each for each in held if each["level"] == "spells" and int(each["units"])}
    dated = [
        f"{number(int(by[name]['units']))} {what} have an exact date in both codings; "
        f"{percent(float(by[name]['same']))} of those dates agree."
        for name, what in (("later_entries", "later entries"), ("exits", "exits"))
        if name in by
    ]
    if "spells_of_first" in by and "spells_of_second" in by:
        first, second = by["spells_of_first"], by["spells_of_second"]
        dated.append(
            f"Leaving dates aside: of {number(int(first['units']))} later spells in the first coding the second has "
            f"{percent(float(first['same']))}, with the same member in the same rank; of "
            f"{number(int(second['units']))} in the second the first has {percent(float(second['same']))}."
        )
    return f"<p>Members (not compared in the random quarter). {' '.join(dated)}</p>" if dated else ""


def _number(text: str, places: int = 2) -> str:
    return f"{float(text):.{places}f}".replace("-", "−") if text else ""
