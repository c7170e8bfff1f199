"""Nothing in a template speaks English to a Polish owner: every visible word goes through gettext."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

from checks.finding import Finding
from checks.template_literals import find_spoken_literals

LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_]+")
LOOSE_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
# Stands for whatever Jinja puts there: a sign that is neither a letter nor part of HTML.
FILLING = "\u25a1"

SPOKEN_ATTRIBUTES = frozenset({
    "title", "alt", "placeholder", "label", "summary", "aria-label", "aria-description", "aria-placeholder",
    "aria-roledescription", "aria-valuetext", "hx-confirm", "hx-prompt", "data-label", "data-confirm",
})  # fmt: skip
BUTTON_TYPES = frozenset({"submit", "button", "reset"})
UNSPOKEN_ELEMENTS = frozenset({"script", "style", "code", "kbd", "samp", "pre"})
# Blocks through which a page tells its layout a setting.
UNSPOKEN_BLOCKS = frozenset({"width"})

# The same in all four languages: the brand, units, and the names of standards.
WORDS_OF_ALL_LANGUAGES = frozenset({
    "Comptoir", "API", "CSV", "ESC", "HTTP", "HTTPS", "IP", "JSON", "OpenAPI", "POS", "QR", "TCP", "URL",
    "USB", "mm", "px", "KB", "MB", "GB", "kg", "ms", "curl",
})  # fmt: skip


def find_problems(root: Path) -> Iterator[Finding]:
    """Every visible text outside gettext in the project's templates."""
    for path in sorted((root / "templates").rglob("*.html")):
        yield from check_template(path.relative_to(root), path.read_text("utf-8"))


def check_template(path: Path, source: str) -> Iterator[Finding]:
    """Every visible text outside gettext in one template."""
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    reader = PageReader()
    reader.feed(leave_markup_only(environment, source))
    reader.close()
    for line, text in [*reader.spoken, *find_spoken_literals(environment, source)]:
        if is_untranslated(text):
            yield Finding(path, line, f"visible text outside gettext: “{' '.join(text.split())}”")


def is_untranslated(text: str) -> bool:
    """Whether a text has words that differ between languages."""
    return any(word not in WORDS_OF_ALL_LANGUAGES for word in WORD.findall(text))


def leave_markup_only(environment: Environment, source: str) -> str:
    """The template with Jinja's parts and translated blocks blanked out, line for line."""
    parts: list[str] = []
    closing = ""
    block: list[str] | None = None
    for _line, kind, value in environment.lex(source):
        if kind == "block_begin":
            block = []
        elif kind == "block_end":
            closing = _get_closing(closing, block or [])
            block = None
        elif kind == "name" and block is not None:
            block.append(value)
        speaks = kind in {"data", "raw_begin", "raw_end"} and not closing
        parts.append(value if speaks and kind == "data" else FILLING + "\n" * value.count("\n"))
    markup = "".join(parts)
    # An element whose name Jinja chooses is still an element.
    return re.sub(rf"(</?){FILLING}+", r"\1j", markup)


def _get_closing(closing: str, block: list[str]) -> str:
    """The word that ends the translated or unspoken block we are in, empty outside of one."""
    word = block[0] if block else ""
    if closing:
        return "" if word == closing else closing
    if word == "trans":
        return "endtrans"
    return "endblock" if word == "block" and block[1] in UNSPOKEN_BLOCKS else ""


class PageReader(HTMLParser):
    """Collects what a person would see or hear of a page, with line numbers."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.spoken: list[tuple[int, str]] = []
        self._unspoken: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element's spoken attributes, and whether its insides are code."""
        self._note_attributes(tag, dict(attrs))
        if tag in UNSPOKEN_ELEMENTS:
            self._unspoken.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without insides only has attributes."""
        self._note_attributes(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """Leave a piece of code."""
        if self._unspoken and self._unspoken[-1] == tag:
            self._unspoken.pop()

    def handle_data(self, data: str) -> None:
        """Note the words between the tags, each at its own line."""
        if self._unspoken:
            return
        first = self.getpos()[0]
        data = self._take_out_attributes(data)
        for number, line in enumerate(data.split("\n")):
            if LETTER.search(line):
                self.spoken.append((first + number, line))

    def _take_out_attributes(self, data: str) -> str:
        """A macro may write attributes for a tag that stands elsewhere; they are no text."""
        for name, value in LOOSE_ATTRIBUTE.findall(data):
            self._note_attributes("", {name: value})
        return LOOSE_ATTRIBUTE.sub("", data)

    def _note_attributes(self, tag: str, attributes: dict[str, str | None]) -> None:
        names = set(SPOKEN_ATTRIBUTES)
        if tag == "input" and attributes.get("type") in BUTTON_TYPES:
            names.add("value")
        if tag == "meta" and attributes.get("name") == "description":
            names.add("content")
        for name in names & attributes.keys():
            if LETTER.search(attributes[name] or ""):
                self.spoken.append((self.getpos()[0], attributes[name] or ""))
