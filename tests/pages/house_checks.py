"""What every page must be, whatever it shows: valid, titled, labelled, protected, without inline code."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

NOT_LABELLED = {"hidden", "submit", "button", "reset", "image"}
CONTROLS = ("input", "select", "textarea")


def check_page(html: str, language: str) -> Element:
    """Hold a whole page to the rules of the house; returns its tree for further questions.

    Raises AssertionError that says what is wrong.
    """
    page = parse(html)
    assert page.get("lang") == language, f"the page says it is in {page.get('lang')!r}, not {language!r}"
    assert len(_all(page, "h1")) == 1, f"{len(_all(page, 'h1'))} headings of the first level"
    assert text_of(_all(page, "h1")[0]), "the heading is empty"
    assert _title(page), "the title is empty"
    _check_parts(page)
    return page


def check_fragment(html: str) -> Element:
    """Hold a part of a page, as htmx gets it, to the same rules."""
    fragment = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)
    _check_parts(fragment)
    return fragment


def parse(html: str) -> Element:
    """The tree of a page. Raises html5lib's ParseError where HTML5 forbids something."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def text_of(element: Element) -> str:
    """What a reader reads in it, in one line."""
    return " ".join("".join(element.itertext()).split())


def _check_parts(page: Element) -> None:
    _check_ids(page)
    _check_labels(page)
    _check_forms(page)
    _check_no_inline_code(page)
    _check_names(page)


def _check_ids(page: Element) -> None:
    ids = Counter(element.get("id") for element in _elements(page) if element.get("id"))
    twice = [name for name, count in ids.items() if count > 1]
    assert not twice, f"ids used twice: {twice}"
    for element in _elements(page):
        for name in (element.get("aria-describedby", "") + " " + element.get("aria-labelledby", "")).split():
            assert name in ids, f"{element.tag} points to #{name}, which is not on the page"


def _check_labels(page: Element) -> None:
    labelled = {label.get("for") for label in _all(page, "label")}
    inside = {id(child) for label in _all(page, "label") for child in _elements(label)}
    for control in _all(page, *CONTROLS):
        if control.get("type") in NOT_LABELLED:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby")
        known = control.get("id") in labelled or id(control) in inside
        assert named or known, f"{control.tag} {control.get('name')!r} has no label"


def _check_forms(page: Element) -> None:
    for form in _all(page, "form"):
        if form.get("method", "get").lower() != "post":
            continue
        tokens = [field for field in _all(form, "input") if field.get("name") == "csrf_token"]
        assert len(tokens) == 1, f"the form to {form.get('action')!r} has {len(tokens)} CSRF tokens"
        assert tokens[0].get("value"), f"the form to {form.get('action')!r} has an empty CSRF token"


def _check_no_inline_code(page: Element) -> None:
    assert not _all(page, "style"), "an inline style sheet"
    for script in _all(page, "script"):
        assert script.get("src"), "an inline script"
        assert not text_of(script), "a script with text"
    for element in _elements(page):
        forbidden = [name for name in element.keys() if _is_code(name, element.get(name, ""))]  # noqa: SIM118
        assert not forbidden, f"{element.tag} has {forbidden}"


def _is_code(name: str, value: str) -> bool:
    return (
        name == "style"
        or name.startswith(("on", "hx-on"))
        or value.strip().lower().startswith(("javascript:", "js:"))
    )


def _check_names(page: Element) -> None:
    """Links and buttons say what they do; pictures have a text or are marked as decoration."""
    for element in _all(page, "a", "button"):
        spoken = text_of(element) or element.get("aria-label") or element.get("title")
        drawn = any(part.get("aria-label") or part.get("alt") for part in _elements(element))
        assert spoken or drawn, f"{element.tag} {element.get('href') or ''} says nothing"
    for image in _all(page, "img"):
        assert image.get("alt") is not None, f"picture {image.get('src')!r} without alt"


def _title(page: Element) -> str:
    titles = _all(page, "title")
    return text_of(titles[0]).split("·")[0].strip() if titles else ""


def _all(page: Element, *tags: str) -> list[Element]:
    return [element for element in _elements(page) if element.tag in tags]


def _elements(page: Element) -> Iterator[Element]:
    return (element for element in page.iter() if isinstance(element.tag, str))
