"""The words of a rendered page, section by section: what a reader sees and a search may find, without code."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

UNSEEN = {"script", "style", "svg", "template", "nav", "pre"}  # no words of the page; `pre` holds code
HIDDEN = {"code-fold", "sourceCode", "printed"}  # classes of the same: a cell's code, the line for the printer
HEADINGS = {f"h{level}" for level in range(1, 7)}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "abbr", "b", "code", "em", "i", "q", "s", "small", "span", "strong", "sub", "sup"}  # break no word


@dataclass(slots=True)
class Section:
    """One heading of a page with the words below it; the part before the first has no anchor."""

    anchor: str = ""
    title: str = ""
    text: str = ""


def sections(page: str) -> tuple[str, list[Section]]:
    """Read a rendered page.

    Parameters
    ----------
    page : str
        Its HTML, as either renderer writes it: the text in `main`, sections under headings with an anchor.

    Returns
    -------
    tuple of str and list of Section
        The page's title, and its sections in order: prose, captions, cells of tables, names of downloads.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    made = [Section(each.anchor, _spaced(each.title), _spaced(each.text)) for each in reader.found]
    return _spaced(reader.title), [each for each in made if each.title or each.text]


def _spaced(text: str) -> str:
    return " ".join(text.split())


@dataclass
class _Reader(HTMLParser):
    """Collects text between tags; what is open decides where it goes."""

    title: str = ""
    found: list[Section] = field(default_factory=lambda: [Section()])

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []  # each open tag, and whether it hides what is inside
        self.into = ""  # "page" inside the title, "section" inside another heading
        self.last = ""  # the anchor of the section that was opened last: Quarto's headings may carry none

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._part(tag)
        if tag in VOID:
            return
        hides = tag in UNSEEN or bool(HIDDEN & set(given.get("class", "").split()))
        self.open.append((tag, hides))
        if tag == "section":
            self.last = given.get("id", "")
        if tag in HEADINGS and self._seen():
            self.into = "page" if "title" in given.get("class", "").split() else "section"
            anchor = given.get("id") or given.get("data-anchor-id") or self.last
            if self.into == "section":
                self.found.append(Section(anchor))

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS:
            self.into = ""
        if any(tag == name for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._seen():
            return
        if self.into == "page":
            self.title += data
        elif self.into:
            self.found[-1].title += data
        else:
            self.found[-1].text += data

    def _part(self, tag: str) -> None:
        """Keep the words of two cells or paragraphs apart."""
        if tag not in INLINE and not self.into:
            self.found[-1].text += " "

    def _seen(self) -> bool:
        return any(tag == "main" for tag, _ in self.open) and not any(hides for _, hides in self.open)
